import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, newPerson, signInAdmin, startWorkspace } from '../platform/client.ts';
import { Shell } from '../platform/shell.ts';
import { type Platform, startPlatform } from '../platform/start-platform.ts';
import { whyNotMountable } from './hdfs/mountable.ts';
import { HdfsPair } from './hdfs/pair.ts';

const reason = whyNotMountable();
if (reason) console.warn(`homes on a pair of NameNodes are skipped: ${reason}`);

describe.skipIf(reason !== undefined)('homes in HDFS, on a pair of NameNodes', () => {
  let hdfs: HdfsPair;
  let platform: Platform;
  let alice: Client;
  let token: string;

  beforeAll(async () => {
    hdfs = await HdfsPair.start('admin=admin,tenants;alice=alice,tenants;');
    platform = await startPlatform({
      settings: {
        'storage.kind': 'hdfs',
        'storage.hdfs.namenodes': hdfs.nameNodes.join(','),
        'storage.hdfs.replication': '1',
      },
    });
    alice = await newPerson(await signInAdmin(platform), 'alice');
    token = (await alice.post('/api/tokens', { name: 'files' })).body.token;
    await startWorkspace(alice, 'alice');
  });
  afterAll(async () => {
    await platform?.stop();
    await hdfs?.stop();
  });

  const ask = (path: string, query: string, init: RequestInit = {}) =>
    fetch(`${platform.url}/webhdfs/v1${path}?${query}`, { ...init, headers: { authorization: `Bearer ${token}` } });

  test('the active one dies while a program writes and a client uploads: another takes over, and both are whole', async () => {
    const shell = await Shell.open(alice, 'alice');
    const line =
      'for i in $(seq 1 60); do echo $i >> over.log; echo $i > over.$i; sleep 0.1; done; wc -l < over.log; cat over.*[0-9] | wc -l';
    const writing = shell.run(line, 100_000);
    const piece = new Uint8Array(1_000_000).fill(7);
    let sent = 0;
    const slow = new ReadableStream<Uint8Array>({
      async pull(stream) {
        if (sent === 40) return stream.close();
        sent += 1;
        stream.enqueue(piece);
        await new Promise((resolve) => setTimeout(resolve, 100));
      },
    });
    const init = { method: 'PUT', body: slow, duplex: 'half' } as RequestInit;
    const uploading = ask('/user/alice/upload.bin', 'op=CREATE&data=true', init);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    const died = await hdfs.active();
    if (died === undefined) throw new Error('none is active');
    await hdfs.part(died).stop('SIGKILL');
    expect((await writing).split('\n').map((word) => word.trim())).toEqual(['60', '60']);
    expect((await uploading).status).toBe(201);
    const read = new Uint8Array(await (await ask('/user/alice/upload.bin', 'op=OPEN&data=true')).arrayBuffer());
    const digest = (of: Uint8Array) => createHash('sha256').update(of).digest('hex');
    expect(digest(read)).toBe(digest(new Uint8Array(40_000_000).fill(7)));
    expect(await hdfs.active()).not.toBe(died);
    await hdfs.startNameNode(died);
    shell.close();
  });
});
