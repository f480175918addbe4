import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FilesClient, localFileSystem } from '../../src/storage/index.ts';
import { fileSystemContract } from '../../src/storage/testing/file-system-contract.ts';
import { type Client, newPerson, signInAdmin, startWorkspace } from '../platform/client.ts';
import { JupyterKernel } from '../platform/jupyter.ts';
import { processesWith } from '../platform/processes.ts';
import { Shell } from '../platform/shell.ts';
import { type Platform, startPlatform } from '../platform/start-platform.ts';
import { HdfsCluster } from './hdfs/cluster.ts';
import { whyNotMountable } from './hdfs/mountable.ts';

const reason = whyNotMountable();
if (reason) console.warn(`homes in HDFS: skipped, ${reason}`);

describe.skipIf(reason !== undefined)('homes in HDFS', () => {
  let hdfs: HdfsCluster;
  let platform: Platform;
  let admin: Client;
  let alice: Client;
  let bob: Client;

  const emptyHomes = Array.from({ length: 6 }, (_, index) => `empty${index}`);

  beforeAll(async () => {
    const members = ['admin', 'alice', 'bob', ...emptyHomes].map((name) => `${name}=${name},tenants,team;`);
    hdfs = await HdfsCluster.start(members.join(''));
    platform = await startPlatform({
      settings: {
        'storage.kind': 'hdfs',
        'storage.hdfs.namenodes': new URL(hdfs.url).host,
        'storage.hdfs.replication': '1',
        'storage.home-files': '5000',
      },
    });
    admin = await signInAdmin(platform);
    await admin.post('/api/groups', { name: 'team' });
    [alice, bob] = await Promise.all(['alice', 'bob'].map((name) => newPerson(admin, name, { groups: ['team'] }))).then(
      ([one, two]) => [one ?? admin, two ?? admin],
    );
    await Promise.all([startWorkspace(alice, 'alice'), startWorkspace(bob, 'bob')]);
  });
  afterAll(async () => {
    await platform?.stop();
    await hdfs?.stop();
  });

  // biome-ignore lint/suspicious/noExplicitAny: what HDFS answered, looked at by tests
  const told = async (path: string, op: string, query = {}): Promise<any> => (await hdfs.ask(path, op, query)).json();

  test('a home is its owner’s alone, whoever writes there, and has its quotas', async () => {
    const { FileStatus } = await told('/user/alice', 'GETFILESTATUS');
    expect(FileStatus).toMatchObject({ owner: 'alice', group: 'alice', permission: '700' });
    const { AclStatus } = await told('/user/alice', 'GETACLSTATUS');
    expect(AclStatus.entries).toEqual(['default:user::rwx', 'default:group::---', 'default:other::---']);
    const { QuotaUsage } = await told('/user/alice', 'GETQUOTAUSAGE');
    expect(QuotaUsage).toMatchObject({ quota: 5000, spaceQuota: 20 * 2 ** 30 });
    const asBob = await hdfs.ask('/user/alice', 'LISTSTATUS', { 'user.name': 'stoa', doas: 'bob' });
    expect(asBob.status).toBe(403);
  });

  test('what a notebook writes is in HDFS when it is closed, belongs to that name, and is read there by nobody else', async () => {
    const python = await JupyterKernel.start(alice, 'alice', 'python3');
    const code = `open('report.csv', 'w').write('a,b\\n1,2\\n'); import os; print(os.stat('report.csv').st_uid == os.getuid())`;
    expect((await python.run(code)).text).toContain('True');
    python.close();
    const { FileStatus } = await told('/user/alice/report.csv', 'GETFILESTATUS');
    expect(FileStatus).toMatchObject({ owner: 'alice', permission: '600', length: 8 });
    const read = (doas: string) => hdfs.ask('/user/alice/report.csv', 'OPEN', { 'user.name': 'stoa', doas });
    expect(await (await read('alice')).text()).toBe('a,b\n1,2\n');
    expect((await read('bob')).status).toBe(403);
    const sql = await JupyterKernel.start(alice, 'alice', 'sql');
    expect(JSON.stringify((await sql.run(`SELECT sum(b) AS total FROM 'report.csv'`)).data)).toContain('2');
    sql.close();
  });

  test('no tenant reaches a NameNode or a DataNode', async () => {
    const shell = await Shell.open(bob, 'bob');
    const ports = [hdfs.plan.nameNode.http, hdfs.plan.nameNode.rpc, ...hdfs.plan.dataNodes.flatMap(Object.values)];
    const tried = ports.map((port) => `(exec 3<>/dev/tcp/127.0.0.1/${port}) 2>/dev/null && echo reached`).join('; ');
    expect(await shell.run(`${tried}; true`)).toBe('');
    expect(
      await shell.run(`curl -s -m 3 '${hdfs.url}/webhdfs/v1/user/alice?op=LISTSTATUS&user.name=alice'; true`),
    ).toBe('');
    shell.close();
  });

  test('a group’s folder is its members’: one writes, the other changes', async () => {
    const [ofAlice, ofBob] = await Promise.all([Shell.open(alice, 'alice'), Shell.open(bob, 'bob')]);
    await ofAlice.run('echo one > ~/groups/team/plan.txt');
    expect(await ofBob.run('echo two >> /groups/team/plan.txt; cat /groups/team/plan.txt')).toBe('one\ntwo');
    expect(await ofAlice.run('sleep 1.2; cat /groups/team/plan.txt')).toBe('one\ntwo');
    const following = ofAlice.run('timeout 6 tail -n 0 -f /groups/team/plan.txt | head -1');
    await new Promise((resolve) => setTimeout(resolve, 1000));
    await ofBob.run('echo three >> /groups/team/plan.txt');
    expect(await following).toBe('three');
    expect(await ofBob.run('cat /home/alice/report.csv 2>&1; ls /home')).not.toContain('1,2');
    ofAlice.close();
    ofBob.close();
  });

  test('writes of every kind come back as they were written', async () => {
    const shell = await Shell.open(alice, 'alice');
    const script = `
import hashlib, os, random, sqlite3
random.seed(7)
want = bytearray(random.randbytes(5_000_000))
with open('mixed', 'wb') as file: file.write(want)
with open('mixed', 'r+b') as file:
    for _ in range(50):
        at = random.randrange(len(want)); piece = random.randbytes(1000)
        file.seek(at); file.write(piece); want[at:at + len(piece)] = piece
        if random.random() < 0.2: os.fsync(file.fileno())
with open('mixed', 'ab') as file:
    for _ in range(20): piece = random.randbytes(100); file.write(piece); want += piece
os.truncate('mixed', 4_500_000); del want[4_500_000:]
assert open('mixed', 'rb').read() == bytes(want)
with open('log', 'a') as log:
    for line in range(30): print(line, file=log, flush=True); os.fsync(log.fileno())
assert open('log').read().split() == [str(line) for line in range(30)]
base = sqlite3.connect('rows.db'); base.execute('create table t(a)')
base.executemany('insert into t values (?)', [(i,) for i in range(5000)]); base.commit()
assert base.execute('select sum(a) from t').fetchone() == (12497500,)
with open('big', 'wb') as big:
    for _ in range(150): big.write(b'x' * 1_000_000)
digest = hashlib.sha256(b'x' * 150_000_000).hexdigest()
assert hashlib.sha256(open('big', 'rb').read()).hexdigest() == digest
print('as written')`;
    await shell.run(`cat > mixed.py <<'END'\n${script}\nEND`);
    expect(await shell.run('python3 mixed.py 2>&1 | tail -1', 90_000)).toBe('as written');
    shell.close();
  });

  test('a NameNode that is away for a while is waited for, and what was being written is whole', async () => {
    const shell = await Shell.open(alice, 'alice');
    const writing = shell.run(
      'for i in $(seq 1 40); do echo $i > away.$i && echo $i >> away.log; sleep 0.2; done; cat away.log | wc -l; cat away.? away.?? | wc -l',
      90_000,
    );
    await new Promise((resolve) => setTimeout(resolve, 2000));
    await hdfs.part('nn').stop('SIGKILL');
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await hdfs.startNameNode();
    expect(await writing).toBe('40\n40');
    shell.close();
  });

  test('a mount whose process was killed is there again when the workspace is', async () => {
    const serving = () =>
      processesWith('mount-hdfs').filter((pid) => processesWith(`${platform.data}/hdfs/bob/`).includes(pid));
    const [pid = 0] = serving();
    expect(pid).toBeGreaterThan(0);
    const before = await Shell.open(bob, 'bob');
    await before.run('echo kept > kept.txt');
    before.close();
    process.kill(pid, 'SIGKILL');
    await bob.post('/api/workspaces/bob/stop');
    await startWorkspace(bob, 'bob');
    const shell = await Shell.open(bob, 'bob');
    expect(await shell.run('cat kept.txt')).toBe('kept');
    shell.close();
    expect(serving()).toHaveLength(1);
  });

  describe('files in HDFS, through the files server', () => {
    const left = [...emptyHomes];
    fileSystemContract(async () => {
      const name = left.shift() ?? '';
      const person = await newPerson(admin, name);
      await person.get(`/user/${name}/files/list?path=`);
      for (const sample of ['samples', 'Welcome.ipynb'])
        await person.post(`/user/${name}/files/delete`, { paths: [sample] });
      const client = new FilesClient(name, filesSocketOf((await person.get('/api/session')).body.account.uid));
      return {
        files: localFileSystem(async () => client),
        owner: { account: name },
        [Symbol.asyncDispose]: () => client[Symbol.asyncDispose](),
      };
    });
  });

  /** Of the account's file server. */
  function filesSocketOf(uid: number): string {
    const tasks = join(platform.data, 'run', 'tasks');
    const id = readdirSync(tasks).find((each) => each.startsWith(`files-${uid}-`)) ?? '';
    return join(tasks, id, 'server.sock');
  }
});
