import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, newPerson, signInAdmin, startWorkspace } from '../platform/client.ts';
import { JupyterKernel } from '../platform/jupyter.ts';
import { untilPythonIsReady } from '../platform/python.ts';
import { Shell } from '../platform/shell.ts';
import { type Platform, startPlatform } from '../platform/start-platform.ts';

/** With packages from PyPI, installed by the tenant in the sandbox. */
let platform: Platform;
let alice: Client;
let shell: Shell;

beforeAll(async () => {
  platform = await startPlatform();
  const admin = await signInAdmin(platform);
  if (!(await untilPythonIsReady(admin))) throw new Error('python3 is missing');
  alice = await newPerson(admin, 'alice');
  await startWorkspace(alice, 'alice');
  shell = await Shell.open(alice, 'alice');
});
afterAll(() => platform?.stop());

async function runOnce(kernelName: string, code: string) {
  const kernel = await JupyterKernel.start(alice, 'alice', kernelName);
  try {
    return await kernel.run(code);
  } finally {
    kernel.close();
  }
}

test('a kernelspec that a tenant installs is offered and runs, as the tenant', async () => {
  await shell.run('pip install -q bash_kernel && python -m bash_kernel.install', 120_000);
  const { kernelspecs } = (await alice.get('/user/alice/api/kernelspecs')).body;
  expect(Object.keys(kernelspecs)).toContain('bash');
  const said = await runOnce('bash', 'umask; id -un');
  expect(said.text.split('\n').slice(0, 2)).toEqual(['0077', 'alice']);
});

test('a package that pip installs is there for notebooks and stays when the workspace is stopped', async () => {
  await shell.run('pip install -q --no-deps humanize', 120_000);
  await alice.post('/api/workspaces/alice/stop');
  await startWorkspace(alice, 'alice');
  const told = await runOnce('python3', 'import humanize; print(humanize.intcomma(3_000_000))');
  expect(told).toMatchObject({ error: '', text: '3,000,000\n' });
});
