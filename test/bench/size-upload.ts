import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm, stat, statfs } from 'node:fs/promises';
import { type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { platformProcess, processesOf } from '../platform/processes.ts';
import { BenchPlatform, type Tenant } from './bench-platform.ts';
import { compared, type Row, timed } from './figure.ts';
import { commandLineOf, mostMemoryOf } from './memory-of.ts';
import type { Given, Part } from './part.ts';

export const sizeUpload: Part = {
  name: 'size upload',
  about: 'upload of 5 GB against dd, most memory of the files server and the gateway',
  deadlineSeconds: 500,
  run: measure,
};

const blockBytes = 2 ** 20;

/** An upload is acknowledged when it is on the disk, so its peer is dd with an fsync at the end, before and after. */
async function measure({ signal, small, say }: Given): Promise<readonly Row[]> {
  await using bench = await BenchPlatform.start(signal);
  const { data } = bench.platform;
  const { bavail, bsize } = await statfs(data);
  let blocks = small ? 256 : 5 * 1024;
  if (bavail * bsize < 3 * blocks * blockBytes) {
    blocks = 256;
    say('the disk has little space: 256 MiB in place of 5 GiB');
  }
  const megabytes = (blocks * blockBytes) / 1e6;
  const tenant = await bench.newTenant();
  const { name, client } = tenant;
  // Starts the files server.
  await client.get(`/user/${name}/files/list`);
  // The disk's own speed changes from minute to minute: dd goes before and after.
  const before = await timed(() => writePlain(join(data, 'plain'), blocks, signal));
  const ours = await timed(() => upload(tenant, blocks, signal));
  const uploaded = await stat(join(data, 'homes', name, 'large.bin'));
  if (uploaded.size !== blocks * blockBytes || uploaded.blocks * 512 < uploaded.size)
    throw new Error(`${uploaded.size} bytes in ${uploaded.blocks} blocks are not what was sent`);
  const dd = (before + (await timed(() => writePlain(join(data, 'plain'), blocks, signal)))) / 2;
  const files = processesOf(tenant.uid).find((pid) => commandLineOf(pid).includes('inside/files.js'));
  const gateway = platformProcess(data, 'gateway');
  if (files === undefined || gateway === undefined) throw new Error('the files server or the gateway is not there');
  const what = `upload of ${blocks} MiB`;
  return [
    compared({
      ...{ figure: `${what}, beside dd with fsync`, unit: 'MB/s' },
      ...{ ours: (1000 * megabytes) / ours, peer: (1000 * megabytes) / dd, goal: { ratioAtLeast: 0.5 } },
    }),
    compared({ figure: `most memory (RSS) of the files server, ${what}`, unit: 'MiB', ours: mostMemoryOf(files) }),
    compared({ figure: `most memory (RSS) of the gateway, ${what}`, unit: 'MiB', ours: mostMemoryOf(gateway) }),
  ];
}

async function writePlain(file: string, blocks: number, signal: AbortSignal): Promise<void> {
  const args = ['if=/dev/zero', `of=${file}`, `bs=${blockBytes}`, `count=${blocks}`, 'conv=fsync', 'status=none'];
  const [code] = await once(spawn('dd', args, { stdio: 'ignore', signal }), 'exit');
  await rm(file, { force: true });
  if (code !== 0) throw new Error(`dd ended with ${code}`);
}

/** By tus, in one PATCH. */
async function upload({ name, client }: Tenant, blocks: number, signal: AbortSignal): Promise<void> {
  const made = await client.send('POST', `/user/${name}/files/uploads`, undefined, {
    'tus-resumable': '1.0.0',
    'upload-length': String(blocks * blockBytes),
    'upload-metadata': `path ,filename ${Buffer.from('large.bin').toString('base64')}`,
  });
  if (made.status !== 201) throw new Error(`the upload was not made: ${made.status} ${JSON.stringify(made.body)}`);
  const sending = request(new URL(made.headers.get('location') ?? '', client.url), {
    method: 'PATCH',
    signal,
    headers: {
      cookie: client.cookie,
      'tus-resumable': '1.0.0',
      'upload-offset': '0',
      'content-type': 'application/offset+octet-stream',
      'content-length': blocks * blockBytes,
    },
  });
  const answered = once(sending, 'response') as Promise<[IncomingMessage]>;
  await Promise.all([answered, pipeline(Readable.from(zeros(blocks)), sending)]);
  const [answer] = await answered;
  answer.resume();
  if (answer.statusCode !== 204) throw new Error(`the upload ended with ${answer.statusCode}`);
}

function* zeros(blocks: number): Generator<Buffer> {
  const block = Buffer.alloc(blockBytes);
  for (let i = 0; i < blocks; i++) yield block;
}
