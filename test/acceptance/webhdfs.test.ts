import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, newPerson, signInAdmin, startWorkspace } from '../platform/client.ts';
import { codeCell, openNotebook, putNotebook } from '../platform/notebook.ts';
import { untilPythonIsReady } from '../platform/python.ts';
import { type Platform, startPlatform } from '../platform/start-platform.ts';

let platform: Platform;
let admin: Client;
let alice: Client;
let bob: Client;
const tokens = new Map<Client, string>();

beforeAll(async () => {
  platform = await startPlatform();
  admin = await signInAdmin(platform);
  await admin.post('/api/groups', { name: 'growth' });
  alice = await newPerson(admin, 'alice', { groups: ['growth'] });
  bob = await newPerson(admin, 'bob', { groups: ['growth'] });
  await newPerson(admin, 'eve');
  for (const one of [alice, bob]) tokens.set(one, (await one.post('/api/tokens', { name: 'hdfs' })).body.token);
});
afterAll(() => platform?.stop());

/** Follows the redirect as Hadoop's clients do: to the address that it was told, with the token again. */
async function ask(
  who: Client,
  method: string,
  path: string,
  op: string,
  query: Record<string, string> = {},
  body?: string | Uint8Array<ArrayBuffer>,
) {
  const headers = { authorization: `Bearer ${tokens.get(who)}` };
  const given = new URLSearchParams({ op, ...query });
  const first = await fetch(`${platform.url}/webhdfs/v1${path}?${given}`, { method, headers, redirect: 'manual' });
  if (first.status !== 307) return first;
  return await fetch(first.headers.get('location') ?? '', { method, headers, ...(body === undefined ? {} : { body }) });
}

test('a large file goes in and comes out as it was, and is in the home', async () => {
  const bytes = randomBytes(20_000_000);
  expect((await ask(alice, 'PUT', '/user/alice/data/big.bin', 'CREATE', {}, bytes)).status).toBe(201);
  const back = Buffer.from(await (await ask(alice, 'GET', '/user/alice/data/big.bin', 'OPEN')).arrayBuffer());
  const sum = (data: Buffer) => createHash('sha256').update(data).digest('hex');
  expect(sum(back)).toBe(sum(bytes));
  const part = await ask(alice, 'GET', '/user/alice/data/big.bin', 'OPEN', { offset: '19999990' });
  expect(Buffer.from(await part.arrayBuffer())).toEqual(bytes.subarray(19_999_990));
  const seen = (await alice.get('/user/alice/files/list?path=data')).body.entries;
  expect(seen).toMatchObject([{ name: 'big.bin', size: 20_000_000, access: { who: 'private' } }]);
});

test('a group’s folder is shared with its members, and nobody else’s home is there', async () => {
  expect((await ask(alice, 'PUT', '/groups/growth/plan.txt', 'CREATE', {}, 'of all')).status).toBe(201);
  expect(await (await ask(bob, 'GET', '/groups/growth/plan.txt', 'OPEN')).text()).toBe('of all');
  expect((await ask(bob, 'POST', '/groups/growth/plan.txt', 'APPEND', {}, ' of us')).status).toBe(200);
  expect(await (await ask(alice, 'GET', '/groups/growth/plan.txt', 'OPEN')).text()).toBe('of all of us');
  for (const path of ['/user/alice', '/user/alice/data', '/user/eve', '/user/nobody', '/groups/none'])
    expect((await ask(bob, 'GET', path, 'LISTSTATUS')).status).toBe(404);
});

test('code in a workspace reads and writes with the workspace’s own token', async ({ skip }) => {
  if (!(await untilPythonIsReady(admin))) skip('python3 is missing on this machine');
  await startWorkspace(alice, 'alice');
  const source = [
    'import json, os, urllib.request',
    'def ask(method, path, body=None):',
    '    token = open(os.environ["STOA_TOKEN_FILE"]).read().strip()',
    '    headers = {"Authorization": "Bearer " + token, "Content-Type": "application/octet-stream"}',
    '    request = urllib.request.Request(os.environ["STOA_URL"] + "/webhdfs/v1" + path, body, headers, method=method)',
    '    return urllib.request.urlopen(request).read().decode()',
    'where = json.loads(ask("PUT", "/user/alice/inside.txt?op=CREATE&noredirect=true"))["Location"]',
    'assert where.startswith(os.environ["STOA_URL"] + "/"), where',
    'ask("PUT", "/user/alice/inside.txt?op=CREATE&data=true", b"from inside")',
    'print(ask("GET", "/user/alice/inside.txt?op=OPEN"))',
    'print(json.loads(ask("GET", "/?op=GETHOMEDIRECTORY"))["Path"])',
    'try: ask("GET", "/user/alice?op=LISTSTATUS&doas=bob")',
    'except urllib.error.HTTPError as error: print(error.code, json.loads(error.read())["RemoteException"]["exception"])',
  ];
  await putNotebook(alice, 'alice', 'inside.ipynb', [codeCell('a', source.join('\n'))]);
  const page = await openNotebook(alice, 'alice', 'inside.ipynb');
  await page.run(['a']);
  expect(page.outputText('a')).toBe('from inside\n/user/alice\n403 AuthorizationException\n');
  page.close();
});
