import { afterAll, beforeAll, expect, test } from 'vitest';
import { Client, newPerson, signIn, signInAdmin } from '../platform/client.ts';
import { type Platform, startPlatform } from '../platform/start-platform.ts';

/** Every operation that `/openapi.json` names, tried by those who may not. */
interface Tried {
  readonly method: string;
  readonly path: string;
  readonly policy: string;
}

const forEverybody = 'everybody, signed in or not';
let platform: Platform;
let admin: Client;
let operations: Tried[];
/** What belongs to alice: parameters of paths by name. */
let ids: Record<string, string>;

beforeAll(async () => {
  platform = await startPlatform();
  admin = await signInAdmin(platform);
  await admin.post('/api/groups', { name: 'team' });
  await admin.post('/api/groups', { name: 'others' });
  const alice = await newPerson(admin, 'alice', { groups: ['team'] });
  const { id } = (await alice.post('/api/tokens', { name: 'mine' })).body;
  const resources = { cpus: 0.1, memory: 2 ** 26 };
  const task = await alice.post('/api/tasks', { command: ['sleep', '600'], resources });
  ids = { id, account: 'alice', taskId: task.body.id, stream: 'stdout', client: 'charts' };
  operations = await described();
});
afterAll(() => platform?.stop());

async function described(): Promise<Tried[]> {
  const { paths } = (await admin.get('/openapi.json')).body;
  return Object.entries<Record<string, { description: string }>>(paths).flatMap(([path, byMethod]) =>
    Object.entries(byMethod).map(([method, { description }]) => ({
      method: method.toUpperCase(),
      path,
      policy: /^Who may: (.*)\.$/m.exec(description)?.[1] ?? '',
    })),
  );
}

/** A body with whatever any operation asks for, so that a refusal is one of rights, not of form. */
const anyBody = {
  ...{
    name: 'fresh',
    username: 'alice',
    password: 'a wrong password',
    secret: 'x',
    current: 'wrong',
    new: 'longer than that',
  },
  ...{ description: 'changed', displayName: 'changed', admin: true, path: 'Welcome.ipynb', paths: ['Welcome.ipynb'] },
  ...{ from: 'Welcome.ipynb', to: 'mine.ipynb', into: '', newName: 'mine.ipynb', ids: ['x'] },
  ...{ allow: true },
};

async function attempt(client: Client, { method, path }: Tried) {
  const named = path.startsWith('/api/groups/') ? 'team' : 'alice';
  const url = path.replace(/\{(\w+)\}/g, (_, name: string) => (name === 'name' ? named : (ids[name] ?? 'x')));
  const ofFile = path.startsWith('/user/') || path.endsWith('/file');
  const query = method === 'GET' && ofFile ? '?path=Welcome.ipynb' : '';
  const { status, body } = await client.send(method, url + query, method === 'GET' ? undefined : anyBody);
  return { status, text: typeof body === 'string' ? body : JSON.stringify(body) };
}

const closed = () => operations.filter(({ policy }) => policy !== forEverybody);
const changes = () => closed().filter(({ method }) => method !== 'GET');
const ofAlice = () => closed().filter(({ path }) => path.startsWith('/user/') || path.startsWith('/api/workspaces/'));

async function expectEach(client: Client, tried: readonly Tried[], allowed: readonly number[]): Promise<void> {
  const wrong: string[] = [];
  for (const operation of tried) {
    const { status, text } = await attempt(client, operation);
    if (!allowed.includes(status)) wrong.push(`${operation.method} ${operation.path}: ${status} ${text.slice(0, 200)}`);
  }
  expect(wrong).toEqual([]);
}

/** What others could see of it. */
async function stateOfAlice(): Promise<string> {
  const seen = await Promise.all(
    ['/api/accounts/alice', '/api/groups/team', '/api/workspaces/alice', '/api/tasks?state=live'].map((url) =>
      admin.get(url),
    ),
  );
  const [account, group, workspace, tasks] = seen.map(({ body: { seenAt: _, ...rest } }) => rest);
  return JSON.stringify([account, group, workspace, tasks.items.map(({ id }: { id: string }) => id)]);
}

async function withToken(client: Client, scopes: readonly string[]): Promise<Client> {
  const { token } = (await client.post('/api/tokens', { name: scopes.join('-'), scopes })).body;
  return Object.assign(new Client(platform.url), { token });
}

test('every operation says who may, and few are for everybody', () => {
  expect(operations.length).toBeGreaterThan(55);
  expect(operations.filter(({ policy }) => policy === '')).toEqual([]);
  const open = operations.filter(({ policy }) => policy === forEverybody).map(({ path }) => path);
  expect(open.sort()).toEqual([
    ...['/api/invitations', '/api/invitations/read'],
    // Whoever shows what the device flow gave has proved who it is.
    '/api/openid/device-tokens',
    ...['/api/platform', '/api/session'],
  ]);
});

test('nobody gets anything without signing in', async () => {
  const before = await stateOfAlice();
  await expectEach(new Client(platform.url), closed(), [401]);
  expect(await stateOfAlice()).toBe(before);
});

test("another tenant, of another group, neither finds nor changes what is alice's", async () => {
  const mallory = await newPerson(admin, 'mallory', { groups: ['others'] });
  const before = await stateOfAlice();
  await expectEach(mallory, ofAlice(), [404]);
  await expectEach(
    mallory,
    closed().filter(({ path }) => /\{/.test(path)),
    [403, 404],
  );
  expect(await stateOfAlice()).toBe(before);
});

test("an administrator may stop a workspace and see its state, and finds nothing of its owner's files", async () => {
  await expectEach(
    admin,
    closed().filter(({ path }) => path.startsWith('/user/')),
    [404],
  );
});

test('a suspended account gets nothing, by session or by token', async () => {
  const gone = await newPerson(admin, 'gone');
  const program = await withToken(gone, ['all']);
  await admin.post('/api/accounts/gone/suspend');
  await expectEach(gone, closed(), [401]);
  await expectEach(program, closed(), [401]);
});

test('a read-only token changes nothing, an administrator’s least of all', async () => {
  const before = await stateOfAlice();
  await expectEach(await withToken(admin, ['read']), changes(), [403, 404]);
  await expectEach(
    await withToken(await signIn(platform, 'alice', 'password-of-alice'), ['read']),
    changes(),
    [403, 404],
  );
  expect(await stateOfAlice()).toBe(before);
});

test('a token for the workspace alone does not administer, whoever made it', async () => {
  const administration = closed().filter(({ path }) => /^\/api\/(accounts|groups|invitations|audit)/.test(path));
  expect(administration.length).toBeGreaterThan(12);
  await expectEach(await withToken(admin, ['workspace']), administration, [403, 404]);
});
