import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import type { Dispatcher } from 'undici';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { RunningFilesServer, TestFolders } from '../../testing/running-files-server.ts';

/** The second step, as it comes from the gateway. What is expected was measured on a NameNode of Hadoop 3.4.3. */
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

type Query = Record<string, string | number>;

async function ask(method: Dispatcher.HttpMethod, path: string, op: string, query: Query = {}, body?: string | Buffer) {
  const given = new URLSearchParams({ op, ...Object.fromEntries(Object.entries(query).map(([k, v]) => [k, `${v}`])) });
  const address = `/user/ada/files/webhdfs/v1${path}?${given}`;
  const answer = await server.send(method, address, body === undefined ? {} : { body });
  const text = await answer.body.text();
  const json = String(answer.headers['content-type']).startsWith('application/json') ? JSON.parse(text) : undefined;
  return { status: answer.statusCode, text, json, exception: json?.RemoteException?.exception };
}

const create = (path: string, body: string, query: Query = {}) => ask('PUT', path, 'CREATE', query, body);
const names = async (path: string) =>
  (await ask('GET', path, 'LISTSTATUS')).json.FileStatuses.FileStatus.map(
    (one: { pathSuffix: string }) => one.pathSuffix,
  );

test('above the places are the homes and the groups, and of these only the own', async () => {
  mkdirSync(join(folders.root, 'homes', 'bob'));
  expect(await names('/')).toEqual(['groups', 'user']);
  expect(await names('/user')).toEqual(['ada']);
  expect(await names('/groups')).toEqual(['growth']);
  expect(await ask('GET', '/user/bob', 'GETFILESTATUS')).toMatchObject({
    status: 404,
    exception: 'FileNotFoundException',
  });
  expect(await ask('GET', '/etc', 'LISTSTATUS')).toMatchObject({ status: 404 });
  expect(await ask('PUT', '/x', 'MKDIRS')).toMatchObject({ status: 404 });
  expect(await ask('DELETE', '/', 'DELETE', { recursive: 'true' })).toMatchObject({ status: 403 });
  expect(await ask('DELETE', '/user/ada', 'DELETE', { recursive: 'true' })).toMatchObject({ status: 403 });
});

test('a file is made with its folders, private whatever is asked, read in part, and described', async () => {
  expect((await create('/user/ada/a/b/f.txt', 'hello', { permission: '644' })).status).toBe(201);
  expect(statSync(join(server.home, 'a/b/f.txt')).mode & 0o777).toBe(0o600);
  expect((await create('/user/ada/a/run', '#!', { permission: '755' })).status).toBe(201);
  expect(statSync(join(server.home, 'a/run')).mode & 0o777).toBe(0o700);
  expect(await ask('GET', '/user/ada/a/b/f.txt', 'OPEN', { offset: 1, length: 2 })).toMatchObject({
    status: 200,
    text: 'el',
  });
  expect(await ask('GET', '/user/ada/a/b/f.txt', 'OPEN', { offset: 5 })).toMatchObject({
    status: 403,
    exception: 'IOException',
  });
  expect((await ask('GET', '/user/ada/a/b/f.txt', 'GETFILESTATUS')).json.FileStatus).toMatchObject({
    length: 5,
    owner: 'ada',
    pathSuffix: '',
    permission: '600',
    replication: 1,
    type: 'FILE',
  });
  expect((await ask('GET', '/user/ada/a', 'GETFILESTATUS')).json.FileStatus).toMatchObject({
    childrenNum: 2,
    type: 'DIRECTORY',
  });
  expect((await ask('GET', '/user/ada/a', 'GETCONTENTSUMMARY')).json.ContentSummary).toMatchObject({
    directoryCount: 2,
    fileCount: 2,
    length: 7,
  });
  expect((await ask('GET', '/user/ada/a/b/f.txt', 'GETFILECHECKSUM')).json.FileChecksum).toEqual({
    algorithm: 'MD5-of-0MD5-of-512CRC32C',
    bytes: '0000020000000000000000002ebac5fafc444475c9720587791d741200000000',
    length: 28,
  });
});

test('what stands in the way is refused as HDFS refuses it', async () => {
  await create('/user/ada/way/f', 'one');
  const refused = [
    [await create('/user/ada/way/f', 'two'), 403, 'FileAlreadyExistsException', '/user/ada/way/f already exists'],
    [
      await create('/user/ada/way', 'two', { overwrite: 'true' }),
      403,
      'FileAlreadyExistsException',
      '/user/ada/way already exists as a directory',
    ],
    [
      await create('/user/ada/way/f/x', 'two'),
      403,
      'ParentNotDirectoryException',
      '/user/ada/way/f (is not a directory)',
    ],
    [
      await create('/user/ada/no/x', 'two', { createparent: 'false' }),
      404,
      'FileNotFoundException',
      "Parent directory doesn't exist: /user/ada/no",
    ],
    [
      await create('/user/ada/way/a:b', 'two'),
      400,
      'InvalidPathException',
      'Invalid path name Invalid file name: /user/ada/way/a:b',
    ],
    [
      await ask('PUT', '/user/ada/way/f', 'MKDIRS'),
      403,
      'FileAlreadyExistsException',
      'Path is not a directory: /user/ada/way/f',
    ],
    [
      await ask('PUT', '/user/ada/way/f/d', 'MKDIRS'),
      403,
      'ParentNotDirectoryException',
      '/user/ada/way/f (is not a directory)',
    ],
    [
      await ask('GET', '/user/ada/way/none', 'OPEN'),
      404,
      'FileNotFoundException',
      'File does not exist: /user/ada/way/none',
    ],
    [await ask('GET', '/user/ada/way', 'OPEN'), 404, 'FileNotFoundException', 'Path is not a file: /user/ada/way'],
    [
      await ask('GET', '/user/ada/way/f/x', 'GETFILESTATUS'),
      403,
      'AccessControlException',
      '/user/ada/way/f/x (an ancestor is not a directory)',
    ],
    [
      await ask('DELETE', '/user/ada/way', 'DELETE'),
      403,
      'PathIsNotEmptyDirectoryException',
      "`/user/ada/way is non empty': Directory is not empty",
    ],
    [
      await ask('POST', '/user/ada/way/f', 'TRUNCATE', { newlength: 9 }),
      400,
      'HadoopIllegalArgumentException',
      'Cannot truncate to a larger file size. Current size: 3, truncate size: 9.',
    ],
    [await ask('GET', '/user/ada', 'FOO'), 400, 'IllegalArgumentException', undefined],
    [await ask('GET', '/user/ada', 'MKDIRS'), 400, 'IllegalArgumentException', undefined],
    [
      await ask('PUT', '/user/ada/l', 'CREATESYMLINK', { destination: '/x' }),
      400,
      'UnsupportedOperationException',
      'Symlinks not supported',
    ],
    [await ask('PUT', '/user/ada/way/f', 'SETOWNER', { owner: 'bob' }), 403, 'AccessControlException', undefined],
    [await ask('GET', '/user/ada/.stoa', 'LISTSTATUS'), 403, 'AccessControlException', undefined],
  ] as const;
  for (const [answer, status, exception, message] of refused) {
    expect(answer).toMatchObject({ status, exception });
    if (message !== undefined) expect(answer.json.RemoteException.message).toBe(message);
  }
  expect(readFileSync(join(server.home, 'way/f'), 'utf8')).toBe('one');
  expect((await create('/user/ada/way/f', 'two', { overwrite: 'true' })).status).toBe(201);
  expect(readFileSync(join(server.home, 'way/f'), 'utf8')).toBe('two');
});

test('files grow, shrink and are joined', async () => {
  for (const [name, text] of [
    ['f', 'one'],
    ['g', 'two'],
    ['h', 'three'],
  ] as const)
    await create(`/user/ada/grow/${name}`, text);
  expect(await ask('POST', '/user/ada/grow/f', 'APPEND', {}, ' more')).toMatchObject({ status: 200, text: '' });
  expect((await ask('POST', '/user/ada/grow/f', 'TRUNCATE', { newlength: 5 })).json).toEqual({ boolean: true });
  const sources = '/user/ada/grow/g,/user/ada/grow/h';
  expect((await ask('POST', '/user/ada/grow/f', 'CONCAT', { sources })).status).toBe(200);
  expect(readFileSync(join(server.home, 'grow/f'), 'utf8')).toBe('one mtwothree');
  expect(await names('/user/ada/grow')).toEqual(['f']);
  expect(await ask('POST', '/user/ada/grow/f', 'CONCAT', { sources: '/user/ada/grow/f' })).toMatchObject({
    status: 400,
  });
  expect(await ask('POST', '/user/ada/grow/f', 'CONCAT', { sources: '/user/ada/grow/none' })).toMatchObject({
    status: 404,
  });
  expect(await ask('POST', '/user/ada/grow/none', 'APPEND', {}, 'x')).toMatchObject({ status: 404 });
});

test('the older rename says true or false, the newer one says why', async () => {
  await create('/user/ada/ren/f', 'f');
  await create('/user/ada/ren/g', 'g');
  await create('/user/ada/ren/full/x', 'x');
  await ask('PUT', '/user/ada/ren/d', 'MKDIRS');
  const rename = (from: string, to: string, query: Query = {}) =>
    ask('PUT', `/user/ada/ren/${from}`, 'RENAME', { destination: `/user/ada/ren/${to}`, ...query });
  const quiet = async (from: string, to: string) => (await rename(from, to)).json.boolean;
  expect(await quiet('none', 'x')).toBe(false);
  expect(await quiet('f', 'f')).toBe(true);
  expect(await quiet('d', 'd')).toBe(false);
  expect(await quiet('d', 'd/e')).toBe(false);
  expect(await quiet('f', 'g')).toBe(false);
  expect(await quiet('f', 'no/x')).toBe(false);
  expect(await quiet('f', 'd')).toBe(true);
  expect(await names('/user/ada/ren/d')).toEqual(['f']);
  const overwrite = { renameoptions: 'OVERWRITE' };
  expect(await rename('none', 'x', overwrite)).toMatchObject({ status: 404 });
  expect(await rename('g', 'd/f')).toMatchObject({ json: { boolean: false } });
  expect(await rename('g', 'd/f', { renameoptions: 'NONE' })).toMatchObject({
    status: 403,
    exception: 'FileAlreadyExistsException',
  });
  expect(await rename('g', 'd', overwrite)).toMatchObject({ status: 403, exception: 'IOException' });
  expect(await rename('d', 'full', overwrite)).toMatchObject({ status: 403, exception: 'IOException' });
  expect(await rename('g', 'd/f', overwrite)).toMatchObject({ status: 200, text: '' });
  expect(readFileSync(join(server.home, 'ren/d/f'), 'utf8')).toBe('g');
  const elsewhere = await ask('PUT', '/user/ada/ren/d', 'RENAME', { destination: '/groups/growth/d' });
  expect(elsewhere).toMatchObject({ status: 403, exception: 'IOException' });
});

test('a whole folder is deleted on request only, and what is not there is no error', async () => {
  await create('/user/ada/del/a/b', 'x');
  expect((await ask('DELETE', '/user/ada/del', 'DELETE', { recursive: 'true' })).json).toEqual({ boolean: true });
  expect((await ask('DELETE', '/user/ada/del', 'DELETE', { recursive: 'true' })).json).toEqual({ boolean: false });
});

test('rights and times are set as asked, on purpose', async () => {
  await create('/user/ada/attr', 'x');
  expect((await ask('PUT', '/user/ada/attr', 'SETPERMISSION', { permission: '640' })).status).toBe(200);
  expect((await ask('PUT', '/user/ada/attr', 'SETTIMES', { modificationtime: 1_000_000 })).status).toBe(200);
  expect((await ask('PUT', '/user/ada/attr', 'SETREPLICATION', { replication: 3 })).json).toEqual({ boolean: true });
  expect((await ask('PUT', '/user/ada', 'SETREPLICATION', { replication: 3 })).json).toEqual({ boolean: false });
  const { FileStatus } = (await ask('GET', '/user/ada/attr', 'GETFILESTATUS')).json;
  expect(FileStatus).toMatchObject({ permission: '640', modificationTime: 1_000_000 });
  expect((await ask('GET', '/user/ada/attr', 'CHECKACCESS', { fsaction: 'r--' })).status).toBe(200);
  expect(await ask('GET', '/user/ada/attr', 'CHECKACCESS', { fsaction: 'zz' })).toMatchObject({ status: 400 });
});

test('a link is followed within its place and nowhere else, and a change through it goes nowhere else', async () => {
  const outside = join(folders.root, 'outside');
  mkdirSync(outside);
  writeFileSync(join(outside, 'secret'), 'secret');
  await create('/user/ada/links/real/f', 'real');
  symlinkSync('real', join(server.home, 'links/inner'));
  symlinkSync(outside, join(server.home, 'links/out'));
  symlinkSync(join(outside, 'secret'), join(server.home, 'links/file'));
  expect((await ask('GET', '/user/ada/links/inner/f', 'OPEN')).text).toBe('real');
  for (const [method, path, op] of [
    ['GET', 'file', 'OPEN'],
    ['GET', 'file', 'GETFILESTATUS'],
    ['GET', 'file', 'GETFILECHECKSUM'],
    ['GET', 'out', 'LISTSTATUS'],
    ['GET', 'out/secret', 'OPEN'],
    ['PUT', 'out/new', 'CREATE'],
    ['PUT', 'out/new', 'MKDIRS'],
    ['POST', 'file', 'APPEND'],
    ['PUT', 'file', 'SETPERMISSION'],
    ['DELETE', 'out/secret', 'DELETE'],
  ] as const)
    expect(await ask(method, `/user/ada/links/${path}`, op)).toMatchObject({
      status: 403,
      exception: 'AccessControlException',
    });
  expect((await ask('GET', '/user/ada/links', 'LISTSTATUS')).text).not.toContain('"length":6');
  expect((await ask('DELETE', '/user/ada/links', 'DELETE', { recursive: 'true' })).json).toEqual({ boolean: true });
  expect(readFileSync(join(outside, 'secret'), 'utf8')).toBe('secret');
});

test.each(['/user/ada/a%00b', '/user/ada//x', '/user/ada/%ff', '/user/ada/..%2f..'])(
  'the address %s is refused',
  async (path) => {
    expect(await ask('GET', path, 'GETFILESTATUS')).toMatchObject({ status: 400, exception: 'InvalidPathException' });
  },
);

test('a large folder is listed a thousand at a time, in the order of HDFS', async () => {
  mkdirSync(join(server.home, 'many'));
  for (let i = 0; i < 2500; i++) writeFileSync(join(server.home, `many/${i}`), '');
  const seen: string[] = [];
  for (let left = 1; left > 0; ) {
    const { DirectoryListing } = (
      await ask('GET', '/user/ada/many', 'LISTSTATUS_BATCH', { startAfter: seen.at(-1) ?? '' })
    ).json;
    const page = DirectoryListing.partialListing.FileStatuses.FileStatus.map(
      (one: { pathSuffix: string }) => one.pathSuffix,
    );
    seen.push(...page);
    left = DirectoryListing.remainingEntries;
    expect(page.length).toBeLessThanOrEqual(1000);
  }
  expect(seen).toEqual(Array.from({ length: 2500 }, (_, i) => `${i}`).sort());
});

test('what is put into a group is the group’s', async () => {
  expect((await create('/groups/growth/d/f', 'x', { permission: '600' })).status).toBe(201);
  expect(statSync(join(folders.groups, 'growth/d/f')).mode & 0o070).toBe(0o060);
  expect((await ask('GET', '/groups/growth/d/f', 'GETTRASHROOT')).json).toEqual({ Path: '/groups/growth/.Trash/ada' });
});

test('a body that breaks off changes nothing, and leaves nothing', async () => {
  await create('/user/ada/whole', 'before');
  for (const [method, op] of [
    ['PUT', 'CREATE'],
    ['POST', 'APPEND'],
  ] as const) {
    const path = `/user/ada/files/webhdfs/v1/user/ada/whole?op=${op}&overwrite=true`;
    const headers = { 'content-length': 100_000 };
    const broken = request({ socketPath: server.socket, method, path, headers }).on('error', () => undefined);
    broken.write('x'.repeat(50_000), () => setTimeout(() => broken.destroy(), 100));
    await new Promise((resolve) => broken.once('close', resolve));
  }
  const staged = join(server.home, '.stoa/uploads');
  await expect.poll(() => readdirSync(staged).filter((name) => name.startsWith('hdfs-'))).toEqual([]);
  await expect.poll(() => readFileSync(join(server.home, 'whole'), 'utf8')).toBe('before');
});
