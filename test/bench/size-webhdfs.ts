import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startWorkspace } from '../platform/client.ts';
import { BenchPlatform, runInNewKernel } from './bench-platform.ts';
import { curlAs, run, times } from './curled.ts';
import { compared, type Row } from './figure.ts';
import type { Given, Part } from './part.ts';

export const sizeWebHdfs: Part = {
  name: 'size webhdfs',
  about: 'WebHDFS file read written against the disk, folder of 100,000 listed',
  deadlineSeconds: 240,
  run: measure,
};

/** Beside what goes over WebHDFS curl reads, and `dd` copies, the file on disk. */
async function measure({ signal, small, say }: Given): Promise<readonly Row[]> {
  await using bench = await BenchPlatform.start(signal);
  if (!bench.hasPython) {
    say('Python is missing: nothing makes the files');
    return [];
  }
  const files = small ? 5_000 : 100_000;
  const mebibytes = small ? 64 : 1024;
  const rounds = small ? 1 : 3;
  const { name, client } = await bench.newTenant();
  const { token } = (await client.post('/api/tokens', { name: 'hdfs' })).body;
  await startWorkspace(client, name);
  await runInNewKernel(client, name, {
    kernel: 'python3',
    code: `import os\nos.mkdir('many')\nfor i in range(${files}): open(f'many/file-{i}.csv', 'w').close()\nprint('made', len(os.listdir('many')))`,
    answer: `made ${files}`,
  });
  const folder = await mkdtemp(join(tmpdir(), 'stoa-bench-webhdfs-'));
  try {
    const file = join(folder, 'file');
    await run('dd', ['if=/dev/urandom', `of=${file}`, 'bs=1M', `count=${mebibytes}`], { signal });
    const curl = await curlAs(folder, `${name}:${token}`, signal);
    const at = (path: string, op: string) => `${client.url}/webhdfs/v1/user/${name}/${path}?op=${op}`;
    const rate = (milliseconds: number) => mebibytes / (milliseconds / 1000);
    const write = await times(rounds, () => curl('-T', file, at('file', 'CREATE&overwrite=true')));
    const writeDisk = await times(rounds, () =>
      run('dd', [`if=${file}`, `of=${file}.copy`, 'bs=1M', 'conv=fdatasync'], { signal }),
    );
    const read = await times(rounds, () => curl('-o', '/dev/null', at('file', 'OPEN')));
    const readDisk = await times(rounds, () => curl('-o', '/dev/null', `file://${file}`));
    const list = await times(rounds, () => curl('-o', '/dev/null', at('many', 'LISTSTATUS')));
    const checksum = await times(rounds, () => curl('-o', '/dev/null', at('file', 'GETFILECHECKSUM')));
    const unit = 'MiB/s';
    return [
      compared({
        figure: `WebHDFS, ${mebibytes} MiB read, beside the file`,
        unit,
        ours: rate(read),
        peer: rate(readDisk),
      }),
      compared({
        figure: `WebHDFS, ${mebibytes} MiB written, beside the disk`,
        unit,
        ours: rate(write),
        peer: rate(writeDisk),
      }),
      compared({ figure: `WebHDFS, checksum of ${mebibytes} MiB`, unit, ours: rate(checksum) }),
      compared({ figure: `WebHDFS, folder of ${files} files listed`, unit: 'ms', ours: list, goal: { under: 1000 } }),
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
