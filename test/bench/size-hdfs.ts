import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HdfsCluster } from '../engines/hdfs/cluster.ts';
import { whyNotMountable } from '../engines/hdfs/mountable.ts';
import { newPerson, signInAdmin } from '../platform/client.ts';
import { startPlatform } from '../platform/start-platform.ts';
import { curlAs, run, times } from './curled.ts';
import { compared, type Row } from './figure.ts';
import type { Given, Part } from './part.ts';

export const sizeHdfs: Part = {
  name: 'size hdfs',
  about: 'homes in HDFS: WebHDFS at the gateway against the NameNode and DataNode directly, folder listed',
  deadlineSeconds: 420,
  run: measure,
};

/** The same curl asks the gateway with a token, and HDFS itself as the account, of which nobody but a test is in reach. */
async function measure({ signal, small, say }: Given): Promise<readonly Row[]> {
  const why = whyNotMountable();
  if (why) {
    say(why);
    return [];
  }
  const [mebibytes, files, rounds] = small ? [16, 500, 1] : [512, 20_000, 5];
  const folder = await mkdtemp(join(tmpdir(), 'stoa-bench-hdfs-'));
  const hdfs = await HdfsCluster.start('admin=admin,tenants;alice=alice,tenants;');
  const platform = await startPlatform({
    settings: {
      'storage.kind': 'hdfs',
      'storage.hdfs.namenodes': new URL(hdfs.url).host,
      'storage.hdfs.replication': '1',
    },
  });
  try {
    const alice = await newPerson(await signInAdmin(platform), 'alice');
    const { token } = (await alice.post('/api/tokens', { name: 'hdfs' })).body;
    const file = join(folder, 'file');
    await run('dd', ['if=/dev/urandom', `of=${file}`, 'bs=1M', `count=${mebibytes}`], { signal });
    const curl = await curlAs(folder, `alice:${token}`, signal);
    const at = (path: string, op: string) => `${platform.url}/webhdfs/v1/user/alice/${path}?op=${op}`;
    const direct = (path: string, op: string) =>
      `${hdfs.url}/webhdfs/v1/user/alice/${path}?op=${op}&user.name=stoa&doas=alice`;
    const both = async (work: (address: typeof at) => Promise<unknown>) => ({
      peer: await times(rounds, () => work(direct)),
      ours: await times(rounds, () => work(at)),
    });
    const rates = ({ ours, peer }: { ours: number; peer: number }) => ({
      ours: mebibytes / (ours / 1000),
      peer: mebibytes / (peer / 1000),
    });
    const write = await both((address) => curl('-T', file, address('file', 'CREATE&overwrite=true&permission=600')));
    const read = await both((address) => curl('-o', '/dev/null', address('file', 'OPEN')));
    const look = await both((address) => curl('-o', '/dev/null', address('file', 'GETFILESTATUS')));
    await makeFiles(hdfs, files);
    const list = await both((address) => curl('-o', '/dev/null', address('many', 'LISTSTATUS')));
    const goal = { ratioAtLeast: 0.9 };
    const unit = 'MiB/s';
    return [
      compared({
        figure: `HDFS at the gateway, ${mebibytes} MiB read, beside HDFS itself`,
        unit,
        ...rates(read),
        goal,
      }),
      compared({ figure: `HDFS at the gateway, ${mebibytes} MiB written`, unit, ...rates(write), goal }),
      compared({ figure: 'HDFS at the gateway, one look (curl’s start included)', unit: 'ms', ...look }),
      compared({
        figure: `HDFS at the gateway, folder of ${files} listed`,
        unit: 'ms',
        ...list,
        goal: { under: 1000 },
      }),
    ];
  } finally {
    await platform.stop();
    await hdfs.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

const atOnce = 32;

/** Folders, which a NameNode makes by itself: to it a listing of them is no other than one of files. */
async function makeFiles(hdfs: HdfsCluster, count: number): Promise<void> {
  const names = Array.from({ length: count }, (_, index) => `/user/alice/many/part-${index}.parquet`);
  const as = { 'user.name': 'stoa', doas: 'alice', permission: '700' };
  const work = async () => {
    for (let path = names.pop(); path !== undefined; path = names.pop())
      await (await hdfs.ask(path, 'MKDIRS', as, 'PUT')).text();
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}
