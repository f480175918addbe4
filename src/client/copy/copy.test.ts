import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer as createHttp } from 'node:http';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { RunningFilesServer, TestFolders } from '../../storage/testing/running-files-server.ts';
import { copy } from './copy.ts';

/** `stoa cp` against a real files server; the door stands where the gateway is. */

const folders = new TestFolders();
const here = mkdtempSync(join(tmpdir(), 'stoa-cp-'));
let files: RunningFilesServer;
let door: Server;
let url = '';

beforeAll(async () => {
  files = await RunningFilesServer.start(folders, { name: 'ada' });
  door = createServer((socket) => {
    const inner = connect(files.socket);
    socket.pipe(inner).pipe(socket);
    socket.on('error', () => inner.destroy());
    inner.on('error', () => socket.destroy());
  });
  url = await listening(door);
});
afterAll(async () => {
  door.close();
  await files[Symbol.asyncDispose]();
  folders[Symbol.dispose]();
  rmSync(here, { recursive: true, force: true });
});

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return typeof address === 'object' && address !== null ? `http://127.0.0.1:${address.port}` : '';
}

function cp(from: string, to: string, recursive = false): Promise<string> {
  return copy({ url, token: 'x' }, 'ada', { from, to, recursive });
}

test('a folder goes up and comes back whole: many files, empty folders, hidden names', async () => {
  const up = join(here, 'up');
  mkdirSync(join(up, 'deep/er'), { recursive: true });
  mkdirSync(join(up, 'empty'));
  for (let n = 0; n < 30; n++) writeFileSync(join(up, `file ${n}.txt`), `text ${n}`);
  writeFileSync(join(up, 'deep/er/.hidden'), 'hidden');
  writeFileSync(join(up, '表.bin'), Buffer.alloc(300_000, 7));
  symlinkSync('/etc', join(up, 'link-out'));
  expect(await cp(up, 'home:', true)).toBe('home:up: 32 files, 293.2 KiB');
  expect(readdirSync(join(files.home, 'up')).length).toBe(33);
  expect(await cp('home:up', join(here, 'down'), true)).toContain('32 files');
  expect(readdirSync(join(here, 'down'), { recursive: true }).sort()).toEqual(
    readdirSync(up, { recursive: true, encoding: 'utf8' })
      .filter((name) => !name.startsWith('link-out'))
      .sort(),
  );
  expect(readFileSync(join(here, 'down/deep/er/.hidden'), 'utf8')).toBe('hidden');
  // Into a folder that is there, as cp does; a second time changes nothing but the files.
  expect(await cp(up, 'home:', true)).toContain('home:up: 32 files');
  mkdirSync(join(here, 'there'));
  await cp('home:up', join(here, 'there'), true);
  expect(existsSync(join(here, 'there/up/file 7.txt'))).toBe(true);
});

test('a folder without -r, and what is not there, are refused in one line that names it', async () => {
  mkdirSync(join(here, 'folder'));
  mkdirSync(join(files.home, 'folder'), { recursive: true });
  const words = async (from: string, to: string) =>
    await cp(from, to).catch(({ name, message }) => `${name}: ${message}`);
  expect(await words(join(here, 'folder'), 'home:')).toBe(`Refused: ${here}/folder is a folder: copy it with -r.`);
  expect(await words('home:folder', here)).toBe('Refused: home:folder is a folder: copy it with -r.');
  expect(await words(join(here, 'nope.csv'), 'home:')).toBe(
    `Refused: ${here}/nope.csv: there is no such file or folder on this machine.`,
  );
  expect(await words('home:nope.csv', here)).toBe('Refused: home:nope.csv: there is no such file or folder.');
  writeFileSync(join(files.home, 'one.txt'), 'one');
  expect(await words('home:one.txt', join(here, 'no-such/folder.txt'))).toBe(
    `Refused: ${here}/no-such/folder.txt: no such file or directory.`,
  );
});

test('a server that names files outside of the folder has nothing written there', async () => {
  const outside = join(here, 'outside');
  mkdirSync(outside);
  for (const name of ['../stolen', `${outside}/stolen`, '..', 'a/../../stolen']) {
    const entry = { name, path: name, kind: 'file', link: false };
    const liar = createHttp((request, response) => {
      const asked = request.url ?? '';
      response.setHeader('content-type', 'application/json');
      if (asked.includes('/stat')) response.end(JSON.stringify({ ...entry, name: 'x', kind: 'folder' }));
      else if (asked.includes('/list')) response.end(JSON.stringify({ entries: [entry], next: null }));
      else response.end('stolen');
    });
    const to = { url: await listening(liar), token: 'x' };
    const copied = copy(to, 'ada', { from: 'home:x', to: join(outside, 'target'), recursive: true });
    await expect(copied).rejects.toThrow('nothing of it was written');
    liar.close();
    liar.closeAllConnections();
  }
  expect(readdirSync(outside, { recursive: true }).sort()).toEqual(['target', 'target/x']);
  expect(existsSync(join(here, 'stolen'))).toBe(false);
});
