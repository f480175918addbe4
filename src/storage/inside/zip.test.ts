import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { RunningFilesServer, TestFolders } from '../testing/running-files-server.ts';

let folders: TestFolders;
let server: RunningFilesServer;

beforeAll(async () => {
  folders = new TestFolders();
  server = await RunningFilesServer.start(folders, { name: 'ada' });
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  folders[Symbol.dispose]();
});

/** Downloads the archive and has Python, another implementation, check and read it. */
async function archive(query: string): Promise<Record<string, string>> {
  const response = await server.send('GET', `/user/ada/files/zip?${query}`);
  expect(response.statusCode).toBe(200);
  const file = join(folders.root, 'archive.zip');
  writeFileSync(file, Buffer.from(await response.body.arrayBuffer()));
  const script = `
import json, sys, zipfile
archive = zipfile.ZipFile(sys.argv[1])
assert archive.testzip() is None
print(json.dumps({info.filename: archive.read(info).decode() for info in archive.infolist()}))`;
  return JSON.parse(execFileSync('python3', ['-c', script, file], { encoding: 'utf8' }));
}

test('a folder comes as one archive, empty folders and names in any script included, links left out', async () => {
  const folder = join(server.home, 'study');
  mkdirSync(join(folder, 'data/empty'), { recursive: true });
  writeFileSync(join(folder, 'data/数据.csv'), 'a,b');
  writeFileSync(join(folder, 'nothing.txt'), '');
  writeFileSync(join(folder, 'packed.zip'), 'already');
  symlinkSync('/etc/passwd', join(folder, 'link'));
  symlinkSync('..', join(folder, 'circle'));
  expect(await archive('path=study')).toEqual({
    'study/data/empty/': '',
    'study/data/数据.csv': 'a,b',
    'study/nothing.txt': '',
    'study/packed.zip': 'already',
  });
});

test('several things chosen in a folder come as one archive', async () => {
  await server.client.put({ path: 'x/a.txt' }, 'a');
  await server.client.put({ path: 'x/b/c.txt' }, 'c');
  await server.client.put({ path: 'x/not.txt' }, 'not');
  expect(await archive('path=x%2Fa.txt&path=x%2Fb')).toEqual({ 'a.txt': 'a', 'b/c.txt': 'c' });
});

test('the whole home comes without what the platform keeps in it', async () => {
  const names = Object.keys(await archive('path='));
  expect(names).toContain('x/a.txt');
  expect(names.filter((name) => name.startsWith('.stoa'))).toEqual([]);
});

test('a client that goes away in the middle leaves a server that goes on', async () => {
  writeFileSync(join(server.home, 'big.zip'), Buffer.alloc(32 * 1024 * 1024, 1));
  const response = await server.send('GET', '/user/ada/files/zip?path=big.zip');
  for await (const _ of response.body) break;
  response.body.destroy();
  expect((await server.client.call('list')).total).toBeGreaterThan(0);
  await expect.poll(async () => (await server.client.call('activity')).busy).toBe(false);
});

test('what is not there is told as a problem, not as a broken archive', async () => {
  const response = await server.send('GET', '/user/ada/files/zip?path=none');
  expect(response.statusCode).toBe(404);
  expect(await response.body.json()).toMatchObject({ code: 'file-not-found' });
});
