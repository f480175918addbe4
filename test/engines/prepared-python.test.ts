import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { newPerson, signInAdmin, startWorkspace } from '../platform/client.ts';
import { JupyterKernel } from '../platform/jupyter.ts';
import { untilPythonIsReady } from '../platform/python.ts';
import { startPlatform } from '../platform/start-platform.ts';

const ordinaryUser = process.getuid?.() === 0 ? 12_345 : undefined;

test('the first start of an ordinary user makes the Python environment from the registry, and cells run on it', async () => {
  const engines = mkdtempSync(join(tmpdir(), 'stoa-engines-'));
  if (ordinaryUser !== undefined) chownSync(engines, ordinaryUser, ordinaryUser);
  const platform = await startPlatform({
    settings: { engines },
    ...(ordinaryUser === undefined ? {} : { uid: ordinaryUser }),
  });
  try {
    const admin = await signInAdmin(platform);
    expect((await admin.get('/api/platform')).body.python.state).toBe('preparing');
    const alice = await newPerson(admin, 'alice');
    expect(await untilPythonIsReady(admin)).toBe(true);
    await startWorkspace(alice, 'alice');
    const python = await JupyterKernel.start(alice, 'alice', 'python3');
    const read = await python.run("import pandas\nprint(len(pandas.read_parquet('samples/flights.parquet')))");
    expect(read).toMatchObject({ error: '', text: '3000000\n' });
    python.close();
  } finally {
    await platform.stop();
    rmSync(engines, { recursive: true, force: true });
  }
}, 400_000);
