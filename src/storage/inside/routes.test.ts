import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { filesBase, filesContract } from '../contract.ts';
import { RunningFilesServer, TestFolders } from '../testing/running-files-server.ts';

let folders: TestFolders;
let server: RunningFilesServer;

beforeAll(async () => {
  folders = new TestFolders();
  folders.group('growth');
  server = await RunningFilesServer.start(folders, { name: 'ada' });
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  folders[Symbol.dispose]();
});

test.each(Object.entries(filesContract))('%s is answered where the contract says', async (_, { method, path }) => {
  const address = path.replace(':name', 'ada').replace(':id', 'nothing');
  const response = await server.send(method, `${address}?path=`);
  const type = String(response.headers['content-type']);
  if (type === 'text/event-stream') response.body.destroy();
  const answer = type.startsWith('application/') ? await response.body.json() : {};
  // A request without what it needs may be refused, but not because nobody knows the address.
  expect([405, 500]).not.toContain(response.statusCode);
  expect(answer).not.toMatchObject({ code: 'not-found' });
});

test("another account's address is not answered", async () => {
  const response = await server.send('GET', `${filesBase.replace(':name', 'bob')}/list`);
  expect(response.statusCode).toBe(404);
});

test('places are the home, the groups and the trash', async () => {
  const { places, trash } = await server.client.call('places');
  expect(places.map(({ kind, path }) => [kind, path])).toEqual([
    ['home', ''],
    ['group', 'groups/growth'],
    ['trash', '.stoa/trash'],
  ]);
  expect(trash.retentionDays).toBe(30);
});

test('a listing sorts by size and time, filters, hides dot files, and says what a link leads to', async () => {
  const { client, home } = server;
  mkdirSync(join(home, 'list/sub'), { recursive: true });
  writeFileSync(join(home, 'list/big.csv'), 'xxxxxxxx');
  writeFileSync(join(home, 'list/small.csv'), 'x');
  writeFileSync(join(home, 'list/.hidden'), 'x');
  symlinkSync('sub', join(home, 'list/to-folder'));
  symlinkSync('nowhere', join(home, 'list/broken'));
  symlinkSync('round', join(home, 'list/round'));
  const names = async (query: Record<string, string>) =>
    (await client.call('list', { query: { path: 'list', ...query } })).entries.map(({ name }) => name);
  expect(await names({})).toEqual(['sub', 'to-folder', 'big.csv', 'broken', 'round', 'small.csv']);
  expect(await names({ sort: 'size', order: 'down', filter: 'CSV' })).toEqual(['big.csv', 'small.csv']);
  expect(await names({ hidden: '1', filter: 'hid' })).toEqual(['.hidden']);
  expect(await names({ folders: '1' })).toEqual(['sub', 'to-folder']);
  const { entries } = await client.call('list', { query: { path: 'list', sort: 'changed' } });
  expect(entries.find(({ name }) => name === 'to-folder')).toMatchObject({ kind: 'folder', link: true });
  expect(entries.find(({ name }) => name === 'broken')).toMatchObject({ kind: 'broken', link: true });
  expect(entries.find(({ name }) => name === 'round')).toMatchObject({ kind: 'broken', link: true });
});

test('pages go on in order though entries are made and deleted between them', async () => {
  const { client, home } = server;
  mkdirSync(join(home, 'pages'));
  for (let i = 0; i < 10; i++) writeFileSync(join(home, `pages/f${i}`), '');
  const first = await client.call('list', { query: { path: 'pages', limit: 5 } });
  writeFileSync(join(home, 'pages/f0b'), '');
  const second = await client.call('list', { query: { path: 'pages', limit: 5, cursor: first.next ?? '' } });
  expect(second.entries.map(({ name }) => name)).toEqual(['f5', 'f6', 'f7', 'f8', 'f9']);
});

test.each(['../x', '/etc', 'a/%2e%2e/b', 'a\0b', 'a//b'])(
  'the path %j is refused with the field named',
  async (path) => {
    await expect(server.client.call('list', { query: { path } })).rejects.toMatchObject({
      code: 'path-invalid',
      status: 400,
      field: 'path',
    });
  },
);

test.each(['', 'groups', 'groups/growth', '.stoa', '.stoa/trash', 'groups/growth/.stoa'])(
  'what the platform keeps, %j, is not deleted',
  async (path) => {
    await expect(server.client.call('remove', { body: { paths: [path] } })).rejects.toMatchObject({
      code: 'path-protected',
    });
  },
);

test('a body that is not JSON, or not as expected, is refused with the field named', async () => {
  const { client } = server;
  await expect(client.call('makeFolder', { body: {} })).rejects.toMatchObject({ code: 'value-invalid', field: 'path' });
  await expect(client.call('move', { body: { paths: ['a', 1], to: '' } })).rejects.toMatchObject({ field: 'paths/1' });
  await expect(client.call('list', { query: { limit: 'many' } })).rejects.toMatchObject({ field: 'limit' });
  await expect(client.call('list', { query: { cursor: 'x' } })).rejects.toMatchObject({ code: 'cursor-invalid' });
});

test('a file goes out with a type that runs nothing, and is not sent again when unchanged', async () => {
  const { client } = server;
  await client.put({ path: 'page.html' }, '<script>alert(1)</script>');
  const page = await client.get('/content', { path: 'page.html' });
  expect(page.headers).toMatchObject({
    'content-type': 'application/octet-stream',
    'x-content-type-options': 'nosniff',
    'content-disposition': expect.stringMatching(/^attachment/),
  });
  await page.body.dump();
  const again = await client.get('/content', { path: 'page.html' }, { 'if-none-match': String(page.headers.etag) });
  expect(again.statusCode).toBe(304);
  await again.body.dump();
});

test('a file that changed since it was read is not replaced', async () => {
  const { client } = server;
  await client.put({ path: 'e.txt' }, 'one');
  const read = await client.get('/content', { path: 'e.txt' });
  await read.body.dump();
  const etag = String(read.headers.etag);
  await client.put({ path: 'e.txt' }, 'two', { 'if-match': etag });
  await expect(client.put({ path: 'e.txt' }, 'three', { 'if-match': etag })).rejects.toMatchObject({ status: 412 });
  await expect(client.put({ path: 'e.txt' }, 'new', { 'if-none-match': '*' })).rejects.toMatchObject({ status: 409 });
});

test('a watched folder tells of a change made by anybody', async () => {
  const { client, home } = server;
  mkdirSync(join(home, 'watched'));
  const stream = await client.get('/watch', { path: 'watched' });
  const told = (async () => {
    for await (const chunk of stream.body) if (String(chunk).includes('event: changed')) return String(chunk);
    return '';
  })();
  writeFileSync(join(home, 'watched/new.txt'), 'x');
  expect(await told).toContain('"path":"watched"');
});
