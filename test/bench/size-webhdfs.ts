import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startWorkspace } from '../platform/client.ts';
import { BenchPlatform, runInNewKernel } from './bench-platform.ts';
import { compared, median, type Row, timed } from './figure.ts';
import type { Given, Part } from './part.ts';

export const sizeWebHdfs: Part = {
  name: 'size webhdfs',
  about: 'WebHDFS file read written against the disk, folder of 100,000 listed',
  deadlineSeconds: 240,
  run: measure,
};

const run = promisify(execFile);

/** curl follows the redirect and shows the token again, as clients do; beside it curl reads, and `dd` copies, the file on disk. */
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
    // curl reads the credential from a file: arguments are for everybody to see.
    await writeFile(join(folder, 'curlrc'), `user = "${name}:${token}"\n`, { mode: 0o600 });
    const curl = (...args: string[]) => run('curl', ['-sSfL', '-K', join(folder, 'curlrc'), ...args], { signal });
    const at = (path: string, op: string) => `${client.url}/webhdfs/v1/user/${name}/${path}?op=${op}`;
    const times = async (work: () => Promise<unknown>) => {
      const taken: number[] = [];
      for (let round = 0; round < rounds; round++) taken.push(await timed(work));
      return median(taken);
    };
    const rate = (milliseconds: number) => mebibytes / (milliseconds / 1000);
    const write = await times(() => curl('-T', file, at('file', 'CREATE&overwrite=true')));
    const writeDisk = await times(() =>
      run('dd', [`if=${file}`, `of=${file}.copy`, 'bs=1M', 'conv=fdatasync'], { signal }),
    );
    const read = await times(() => curl('-o', '/dev/null', at('file', 'OPEN')));
    const readDisk = await times(() => curl('-o', '/dev/null', `file://${file}`));
    const list = await times(() => curl('-o', '/dev/null', at('many', 'LISTSTATUS')));
    const checksum = await times(() => curl('-o', '/dev/null', at('file', 'GETFILECHECKSUM')));
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
