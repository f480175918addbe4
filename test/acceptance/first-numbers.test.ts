import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, newPerson, signInAdmin, startWorkspace } from '../platform/client.ts';
import { JupyterKernel } from '../platform/jupyter.ts';
import { untilPythonIsReady } from '../platform/python.ts';
import { type Platform, startPlatform } from '../platform/start-platform.ts';

let platform: Platform;
let admin: Client;
let alice: Client;

beforeAll(async () => {
  platform = await startPlatform();
  admin = await signInAdmin(platform);
  alice = await newPerson(admin, 'alice');
  await newPerson(admin, 'bob');
});
afterAll(() => platform.stop());

test('a SQL cell counts the three million flights of the samples', async () => {
  await startWorkspace(alice, 'alice');
  const sql = await JupyterKernel.start(alice, 'alice', 'sql');
  const counted = await sql.run("SELECT count(*) AS flights FROM 'samples/flights.parquet'");
  expect(counted.error).toBe('');
  expect(JSON.stringify(counted.data)).toContain('3000000');
  sql.close();
});

test('a Python cell reads the same flights with pandas, with a token in place of the cookie', async (context) => {
  const ready = await untilPythonIsReady(admin);
  if (!ready) context.skip('python3 is missing');
  const made = await alice.post('/api/tokens', { name: 'script' });
  const program = Object.assign(new (alice.constructor as typeof Client)(platform.url), { token: made.body.token });
  const python = await JupyterKernel.start(program, 'alice', 'python3');
  const read = await python.run("import pandas\nprint(len(pandas.read_parquet('samples/flights.parquet')))");
  expect(read.error).toBe('');
  expect(read.text.trim()).toBe('3000000');
  python.close();
});

test('who is not alice finds nothing at the address of her workspace', async () => {
  for (const path of ['/user/alice/api/kernels', '/user/alice/api/contents/', '/user/alice/files/list?path=']) {
    expect((await admin.get(path)).status).toBe(404);
  }
});
