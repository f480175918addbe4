import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, request as httpRequest, type Server } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { DetailedError, Upload, type UploadOptions } from 'tus-js-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { RunningFilesServer, TestFolders } from '../../testing/running-files-server.ts';
import { Owners } from '../owners.ts';
import { Uploads } from './uploads.ts';

const base = '/user/ada/files/uploads';

let folders: TestFolders;
let server: RunningFilesServer;
/** Stands where the gateway stands, for a client that speaks to ports only. */
let proxy: Server;
let endpoint: string;

beforeAll(async () => {
  folders = new TestFolders();
  server = await RunningFilesServer.start(folders, { name: 'ada' });
  proxy = createServer((request, response) => {
    const { url, method, headers } = request;
    const onward = httpRequest({ socketPath: server.socket, path: url, method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    request.on('error', () => onward.destroy()).pipe(onward);
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const address = proxy.address();
  endpoint = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}${base}`;
});

afterAll(async () => {
  proxy.closeAllConnections();
  proxy.close();
  await server[Symbol.asyncDispose]();
  folders[Symbol.dispose]();
});

/** Runs an upload of tus-js-client to its end. */
function upload(bytes: Buffer, metadata: Record<string, string>, more: Partial<UploadOptions> = {}): Promise<Upload> {
  return new Promise((resolve, reject) => {
    const one: Upload = new Upload(bytes, {
      endpoint,
      metadata,
      retryDelays: [50, 200, 500, ...Array<number>(40).fill(1000)],
      ...more,
      onSuccess: () => resolve(one),
      onError: reject,
    });
    one.start();
  });
}

function codeIn(error: unknown): string {
  const body = error instanceof DetailedError ? error.originalResponse?.getBody() : undefined;
  return JSON.parse(body ?? '{}').code;
}

function metadata(values: Record<string, string>): string {
  return Object.entries(values)
    .map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`)
    .join(',');
}

async function create(path: string, length: number, more: Record<string, string> = {}): Promise<string> {
  const headers = {
    'tus-resumable': '1.0.0',
    'upload-length': String(length),
    'upload-metadata': metadata({ filename: path, ...more }),
  };
  const response = await server.send('POST', base, { headers });
  expect(response.statusCode).toBe(201);
  return String(response.headers.location);
}

async function patch(location: string, offset: number, body: string) {
  const headers = {
    'tus-resumable': '1.0.0',
    'content-type': 'application/offset+octet-stream',
    'upload-offset': String(offset),
  };
  return await server.send('PATCH', location, { headers, body });
}

test('a folder is uploaded with its folders and times', async () => {
  await upload(Buffer.from('a'), {
    path: 'in',
    filename: 'a.csv',
    relativePath: 'data/2026/a.csv',
    modified: '1000000000000',
  });
  const file = join(server.home, 'in/data/2026/a.csv');
  expect(readFileSync(file, 'utf8')).toBe('a');
  expect(statSync(file).mtimeMs).toBe(1_000_000_000_000);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(statSync(join(server.home, 'in/data')).mode & 0o777).toBe(0o700);
});

test('an empty file is complete as soon as it is announced', async () => {
  await upload(Buffer.alloc(0), { path: '', filename: 'empty.txt' });
  expect(statSync(join(server.home, 'empty.txt')).size).toBe(0);
});

test('an upload goes on after the server is killed, and its bytes are those that were sent', {
  timeout: 90_000,
}, async () => {
  const bytes = randomBytes(24 * 1024 * 1024);
  let restarted: Promise<void> | undefined;
  const done = upload(
    bytes,
    { path: '', filename: 'big.bin' },
    {
      chunkSize: 2 * 1024 * 1024,
      onChunkComplete: (_size, accepted) => {
        if (restarted !== undefined || accepted < bytes.length / 3) return;
        restarted = server.kill('SIGKILL').then(() => server.start());
      },
    },
  );
  await done;
  expect(restarted).toBeDefined();
  await restarted;
  const file = readFileSync(join(server.home, 'big.bin'));
  expect(createHash('sha256').update(file).digest('hex')).toBe(createHash('sha256').update(bytes).digest('hex'));
  expect(readdirSync(join(server.home, '.stoa/uploads')).filter((name) => name.endsWith('.part'))).toEqual([]);
});

test('what arrived before the connection broke is kept, and nobody sees the file before it is whole', async () => {
  const location = await create('broken.txt', 10);
  const socket = connect(server.socket);
  socket.write(
    `PATCH ${location} HTTP/1.1\r\nHost: files\r\nTus-Resumable: 1.0.0\r\nContent-Type: application/offset+octet-stream\r\n` +
      'Upload-Offset: 0\r\nContent-Length: 10\r\n\r\n01234',
  );
  await delay(200);
  expect(existsSync(join(server.home, 'broken.txt'))).toBe(false);
  // The old connection still looks alive when the sender is back: it is over.
  const head = await server.send('HEAD', location, { headers: { 'tus-resumable': '1.0.0' } });
  expect(head.headers['upload-offset']).toBe('5');
  socket.destroy();
  expect((await patch(location, 5, '56789')).statusCode).toBe(204);
  expect(readFileSync(join(server.home, 'broken.txt'), 'utf8')).toBe('0123456789');
});

test('a sender who lost the last answer learns that all has arrived', async () => {
  const location = await create('last.txt', 3);
  await patch(location, 0, 'abc');
  const head = await server.send('HEAD', location, { headers: { 'tus-resumable': '1.0.0' } });
  expect(head.headers).toMatchObject({ 'upload-offset': '3', 'upload-length': '3' });
});

test('killed between the last byte and the name, the upload gets its name when the sender asks', async () => {
  const location = await create('unnamed.txt', 3);
  const id = location.slice(location.lastIndexOf('/') + 1);
  writeFileSync(join(server.home, `.stoa/uploads/${id}.part`), 'abc');
  const head = await server.send('HEAD', location, { headers: { 'tus-resumable': '1.0.0' } });
  expect(head.headers['upload-offset']).toBe('3');
  expect(readFileSync(join(server.home, 'unnamed.txt'), 'utf8')).toBe('abc');
});

test('killed between the name and its record, the upload is known to be done', async () => {
  const location = await create('named.txt', 3);
  const id = location.slice(location.lastIndexOf('/') + 1);
  const folder = join(server.home, '.stoa/uploads');
  writeFileSync(join(folder, `${id}.part`), 'abc');
  const record = JSON.parse(readFileSync(join(folder, `${id}.json`), 'utf8'));
  const placing = statSync(join(folder, `${id}.part`)).ino;
  writeFileSync(join(folder, `${id}.json`), JSON.stringify({ ...record, placing }));
  renameSync(join(folder, `${id}.part`), join(server.home, 'named.txt'));
  const head = await server.send('HEAD', location, { headers: { 'tus-resumable': '1.0.0' } });
  expect(head.headers['upload-offset']).toBe('3');
});

test('bytes at a wrong place, or more than announced, are refused', async () => {
  const location = await create('wrong.txt', 3);
  expect((await patch(location, 1, 'bc')).statusCode).toBe(409);
  expect((await patch(location, 0, 'abcd')).statusCode).toBe(400);
  expect(existsSync(join(server.home, 'wrong.txt'))).toBe(false);
});

test('a taken name is told before a byte is sent; replace and keep both are choices', async () => {
  writeFileSync(join(server.home, 'taken.txt'), 'old');
  const first = upload(Buffer.from('new'), { path: '', filename: 'taken.txt' }, { retryDelays: null });
  await expect(first.catch((error: unknown) => codeIn(error))).resolves.toBe('file-exists');
  await upload(Buffer.from('both'), { path: '', filename: 'taken.txt', conflict: 'keep-both' });
  expect(readFileSync(join(server.home, 'taken (2).txt'), 'utf8')).toBe('both');
  await upload(Buffer.from('new'), { path: '', filename: 'taken.txt', conflict: 'replace' });
  expect(readFileSync(join(server.home, 'taken.txt'), 'utf8')).toBe('new');
});

test('a name that is taken while the bytes come is not overwritten; the upload waits for a decision', async () => {
  const location = await create('race.txt', 3);
  writeFileSync(join(server.home, 'race.txt'), 'mine');
  const last = await patch(location, 0, 'abc');
  expect(last.statusCode).toBe(409);
  expect(readFileSync(join(server.home, 'race.txt'), 'utf8')).toBe('mine');
  const id = location.slice(location.lastIndexOf('/') + 1);
  const { uploads } = await server.client.call('uploads');
  expect(uploads.find((one) => one.id === id)).toMatchObject({ waiting: true, offset: 3 });
  const entry = await server.client.call('finishUpload', { id, body: { conflict: 'keep-both' } });
  expect(entry.path).toBe('race (2).txt');
});

test('more than the disk has is refused before a byte is sent', async () => {
  const response = await server.send('POST', base, {
    headers: {
      'tus-resumable': '1.0.0',
      'upload-length': '900000000000000',
      'upload-metadata': metadata({ filename: 'huge.bin' }),
    },
  });
  expect(response.statusCode).toBe(507);
  expect(await response.body.json()).toMatchObject({ code: 'no-space', detail: expect.stringContaining('free') });
});

test('uploads that are done are not listed, and their records go after an hour', async () => {
  const location = await create('listed.txt', 1);
  const id = location.slice(location.lastIndexOf('/') + 1);
  const listed = async () => (await server.client.call('uploads')).uploads.some((one) => one.id === id);
  expect(await listed()).toBe(true);
  await patch(location, 0, 'x');
  expect(await listed()).toBe(false);
  const folder = join(server.home, '.stoa/uploads');
  expect(readdirSync(folder).filter((name) => name.startsWith(id))).toEqual([`${id}.done`]);
  const env = {
    account: 'ada',
    home: server.home,
    groups: folders.groups,
    release: '',
    runtime: '',
    retentionDays: 30,
  };
  new Uploads(env, new Owners('ada')).sweep(Date.now() + 2 * 3600 * 1000);
  expect(readdirSync(folder).filter((name) => name.startsWith(id))).toEqual([]);
});

test('an upload into a group that is gone does not hide the others', async () => {
  folders.group('brief');
  const location = await create('groups/brief/lost.txt', 1);
  rmSync(join(folders.groups, 'brief'), { recursive: true });
  await create('others.txt', 1);
  const { uploads } = await server.client.call('uploads');
  expect(uploads.map(({ path }) => path)).toContain('others.txt');
  expect((await patch(location, 0, 'x')).statusCode).toBe(404);
});

test('a cancelled upload leaves nothing', async () => {
  const location = await create('cancelled.txt', 10);
  await patch(location, 0, 'abc');
  const gone = await server.send('DELETE', location, { headers: { 'tus-resumable': '1.0.0' } });
  expect(gone.statusCode).toBe(204);
  const head = await server.send('HEAD', location, { headers: { 'tus-resumable': '1.0.0' } });
  expect(head.statusCode).toBe(404);
  const id = location.slice(location.lastIndexOf('/') + 1);
  expect(readdirSync(join(server.home, '.stoa/uploads')).filter((name) => name.startsWith(id))).toEqual([]);
});

test.each(['../../etc/cron.d/x', '/etc/x', '.stoa/seeded'])('an upload to %j is refused', async (filename) => {
  const headers = { 'tus-resumable': '1.0.0', 'upload-length': '1', 'upload-metadata': metadata({ filename }) };
  expect((await server.send('POST', base, { headers })).statusCode).toBeGreaterThanOrEqual(400);
});
