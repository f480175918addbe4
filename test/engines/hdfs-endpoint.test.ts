import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, newPerson, signInAdmin, startWorkspace } from '../platform/client.ts';
import { Shell } from '../platform/shell.ts';
import { type Platform, startPlatform } from '../platform/start-platform.ts';
import { HdfsCluster } from './hdfs/cluster.ts';
import { whyNotMountable } from './hdfs/mountable.ts';

const reason = whyNotMountable();
if (reason) console.warn(`homes in HDFS, over WebHDFS at the gateway: skipped, ${reason}`);

describe.skipIf(reason !== undefined)('homes in HDFS, over WebHDFS at the gateway', () => {
  let hdfs: HdfsCluster;
  let platform: Platform;
  let alice: Client;
  let bob: Client;
  const tokens = new Map<string, string>();

  beforeAll(async () => {
    hdfs = await HdfsCluster.start('admin=admin,tenants;alice=alice,tenants,team;bob=bob,tenants,team;');
    platform = await startPlatform({
      settings: {
        'storage.kind': 'hdfs',
        'storage.hdfs.namenodes': new URL(hdfs.url).host,
        'storage.hdfs.replication': '1',
        'storage.hdfs.patience-seconds': '30',
      },
    });
    const admin = await signInAdmin(platform);
    await admin.post('/api/groups', { name: 'team' });
    alice = await newPerson(admin, 'alice', { groups: ['team'] });
    bob = await newPerson(admin, 'bob', { groups: ['team'] });
    for (const [name, person] of [['alice', alice] as const, ['bob', bob] as const])
      tokens.set(name, (await person.post('/api/tokens', { name: 'files', scopes: ['all'] })).body.token);
  });
  afterAll(async () => {
    await platform?.stop();
    await hdfs?.stop();
  });

  interface Asked {
    readonly as?: string;
    readonly method?: string;
    readonly query?: Readonly<Record<string, string>>;
    readonly body?: Uint8Array | string;
  }

  function ask(path: string, op: string, { as = 'alice', method = 'GET', query = {}, body }: Asked = {}) {
    const basic = Buffer.from(`${as}:${tokens.get(as)}`).toString('base64');
    return fetch(`${platform.url}/webhdfs/v1${path}?${new URLSearchParams({ op, ...query })}`, {
      method,
      redirect: 'manual',
      headers: { authorization: `Basic ${basic}` },
      ...(body !== undefined && { body }),
    });
  }

  // biome-ignore lint/suspicious/noExplicitAny: what HDFS answered, looked at by tests
  const told = async (answer: Response): Promise<any> => answer.json();

  /** In two steps, as Hadoop's clients do. */
  async function put(path: string, body: Uint8Array | string, asked: Asked = {}, op = 'CREATE', method = 'PUT') {
    const first = await ask(path, op, { ...asked, method });
    expect(first.status).toBe(307);
    const to = new URL(first.headers.get('location') ?? '');
    expect(to.origin).toBe(platform.url);
    return ask(path, op, { ...asked, method, body, query: Object.fromEntries(to.searchParams) });
  }

  async function get(path: string, asked: Asked = {}) {
    const first = await ask(path, 'OPEN', asked);
    if (first.status !== 307) return first;
    const query = Object.fromEntries(new URL(first.headers.get('location') ?? '').searchParams);
    return ask(path, 'OPEN', { ...asked, query });
  }

  test('a home is there before anything ran, and what is written is its owner’s', async () => {
    expect(await told(await ask('/', 'GETHOMEDIRECTORY'))).toEqual({ Path: '/user/alice' });
    expect((await put('/user/alice/in/data.csv', 'a,b\n1,2\n')).status).toBe(201);
    const listed = await told(await ask('/user/alice/in', 'LISTSTATUS'));
    expect(listed.FileStatuses.FileStatus).toMatchObject([
      { pathSuffix: 'data.csv', owner: 'alice', permission: '600' },
    ]);
    expect(await (await get('/user/alice/in/data.csv', { query: { offset: '4', length: '3' } })).text()).toBe('1,2');
    expect((await put('/user/alice/in/data.csv', '3,4\n', {}, 'APPEND', 'POST')).status).toBe(200);
    expect(await (await get('/user/alice/in/data.csv')).text()).toBe('a,b\n1,2\n3,4\n');
  });

  test('bytes come back as they went, and no address of HDFS is told', async () => {
    const bytes = randomBytes(20_000_000);
    expect((await put('/user/alice/large.bin', bytes)).status).toBe(201);
    const read = await get('/user/alice/large.bin');
    expect(Number(read.headers.get('content-length'))).toBe(bytes.length);
    const digest = (of: Uint8Array) => createHash('sha256').update(of).digest('hex');
    expect(digest(new Uint8Array(await read.arrayBuffer()))).toBe(digest(bytes));
    expect(JSON.stringify([...read.headers])).not.toContain('127.0.0.1');
    const sum = await ask('/user/alice/large.bin', 'GETFILECHECKSUM', { query: { data: 'true' } });
    expect((await told(sum)).FileChecksum.algorithm).toMatch(/^MD5-of-/);
  });

  test('operations of HDFS itself are there: access lists, quotas, attributes', async () => {
    const shared = await ask('/user/alice/in', 'MODIFYACLENTRIES', {
      method: 'PUT',
      query: { aclspec: 'user:bob:r-x' },
    });
    expect(shared.status).toBe(200);
    const { AclStatus } = await told(await ask('/user/alice/in', 'GETACLSTATUS'));
    expect(AclStatus.entries).toContain('user:bob:r-x');
    expect((await ask('/user/alice', 'GETQUOTAUSAGE')).status).toBe(200);
    const own = await ask('/user/alice', 'SETQUOTA', { method: 'PUT', query: { namespacequota: '-1' } });
    expect([own.status, (await told(own)).RemoteException.exception]).toEqual([403, 'AccessControlException']);
  });

  test('nobody becomes somebody else, in whichever way it is tried', async () => {
    expect((await put('/user/alice/secret', 'only mine')).status).toBe(201);
    const tries: Record<string, string>[] = [
      {},
      { 'user.name': 'alice' },
      { doas: 'alice' },
      { 'user.name': 'hdfs' },
      { 'USER.NAME': 'alice' },
      { doAs: 'alice' },
      { 'user.name': 'stoa', doas: 'alice' },
      { delegation: 'alice' },
      { op: 'OPEN', 'user.name': 'bob', doas: 'hdfs' },
    ];
    for (const query of tries) {
      const refused = await get('/user/alice/secret', { as: 'bob', query });
      expect([query, refused.status >= 400, (await refused.text()).includes('only mine')]).toEqual([
        query,
        true,
        false,
      ]);
    }
    for (const path of [
      '/user/bob/../alice/secret',
      '/user/bob/%2e%2e/alice/secret',
      '/user/bob/..%2falice%2fsecret',
    ]) {
      const refused = await get(path, { as: 'bob' });
      expect([path, refused.status >= 400]).toEqual([path, true]);
    }
    const taken = await ask('/user/alice/secret', 'SETOWNER', { as: 'bob', method: 'PUT', query: { owner: 'bob' } });
    expect(taken.status).toBe(403);
    const token = await ask('/user/bob', 'RENEWDELEGATIONTOKEN', { as: 'bob', method: 'PUT', query: { token: 'x' } });
    expect(token.status).toBeGreaterThanOrEqual(400);
    const nobody = await fetch(`${platform.url}/webhdfs/v1/user/alice/secret?op=OPEN&data=true&user.name=alice`);
    expect(nobody.status).toBe(401);
  });

  test('in a workspace the endpoint knows whose it is', async () => {
    await startWorkspace(bob, 'bob');
    const shell = await Shell.open(bob, 'bob');
    const curl = (rest: string) =>
      shell.run(`curl -s -L -H "Authorization: Bearer $(cat $STOA_TOKEN_FILE)" "$STOA_URL/webhdfs/v1${rest}"`);
    expect(await curl('/?op=GETHOMEDIRECTORY')).toContain('/user/bob');
    expect(await curl('/user/alice/secret?op=OPEN&user.name=alice')).toContain('RemoteException');
    await shell.run('echo from the mount > ~/seen.txt');
    expect(await curl('/user/bob/seen.txt?op=OPEN')).toContain('from the mount');
    shell.close();
  });

  test('while the NameNode is away questions wait for it, and a client that does not is told so in its words', async () => {
    await hdfs.part('nn').stop('SIGKILL');
    const waiting = ask('/user/alice/secret', 'GETFILESTATUS');
    await new Promise((resolve) => setTimeout(resolve, 1000));
    await hdfs.startNameNode();
    expect((await told(await waiting)).FileStatus).toMatchObject({ owner: 'alice', length: 9 });
  });
});
