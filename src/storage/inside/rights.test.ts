import { execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  lchownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { canBecome, RunningFilesServer, TestFolders } from '../testing/running-files-server.ts';

const alice = { name: 'alice', uid: 23_001, groups: [23_100] };
const bob = { name: 'bob', uid: 23_002, groups: [23_100] };
const eve = { name: 'eve', uid: 23_003 };

describe.runIf(canBecome(alice.uid))('with a uid for each tenant', () => {
  let folders: TestFolders;
  let growth: string;
  let asAlice: RunningFilesServer;
  let asBob: RunningFilesServer;
  let asEve: RunningFilesServer;

  beforeAll(async () => {
    folders = new TestFolders();
    growth = folders.group('growth', 23_100);
    asAlice = await RunningFilesServer.start(folders, alice);
    asBob = await RunningFilesServer.start(folders, bob);
    asEve = await RunningFilesServer.start(folders, eve);
    await asAlice.client.put({ path: 'secret.txt' }, 'of alice');
  });

  afterAll(async () => {
    for (const server of [asAlice, asBob, asEve]) await server[Symbol.asyncDispose]();
    folders[Symbol.dispose]();
  });

  test("a link to another tenant's file leads nowhere, by reading, previewing, copying or zipping", async () => {
    symlinkSync(join(asAlice.home, 'secret.txt'), join(asEve.home, 'link'));
    symlinkSync(asAlice.home, join(asEve.home, 'folder'));
    for (const path of ['link', 'folder/secret.txt']) {
      await expect(asEve.client.get('/content', { path })).rejects.toMatchObject({
        code: 'file-forbidden',
        status: 403,
      });
      await expect(asEve.client.call('preview', { query: { path } })).rejects.toMatchObject({ code: 'file-forbidden' });
    }
    await expect(asEve.client.call('list', { query: { path: 'folder' } })).rejects.toMatchObject({
      code: 'file-forbidden',
    });
    const zip = await asEve.client.get('/zip', { path: '' });
    expect(Buffer.from(await zip.body.arrayBuffer()).includes('of alice')).toBe(false);
  });

  test('what may not be read is named in an archive, and the rest is in it', async () => {
    await asEve.client.put({ path: 'closed/file.txt' }, 'closed');
    await asEve.client.put({ path: 'closed/open.txt' }, 'open');
    chmodSync(join(asEve.home, 'closed/file.txt'), 0);
    const zip = Buffer.from(await (await asEve.client.get('/zip', { path: 'closed' })).body.arrayBuffer());
    expect(zip.includes('Could not be read.txt')).toBe(true);
    expect(zip.includes('closed/open.txt')).toBe(true);
  });

  test('who is not in a group neither sees nor enters its folder', async () => {
    expect((await asEve.client.call('places')).places.map(({ kind }) => kind)).toEqual(['home', 'trash']);
    expect((await asEve.client.call('list', { query: { path: 'groups' } })).entries).toEqual([]);
    await expect(asEve.client.call('list', { query: { path: 'groups/growth' } })).rejects.toMatchObject({
      code: 'file-forbidden',
    });
    await expect(asEve.client.put({ path: 'groups/growth/x' }, 'x')).rejects.toMatchObject({ code: 'file-forbidden' });
  });

  test('what a member puts into the group, by any way, others of the group read and change', async () => {
    await asAlice.client.put({ path: 'groups/growth/put.txt' }, 'one');
    await asAlice.client.call('makeFolder', { body: { path: 'groups/growth/made' } });
    await asAlice.client.put({ path: 'private/deep/file.txt' }, 'copied');
    await asAlice.client.call('copy', { body: { paths: ['private'], to: 'groups/growth/made' } });
    await asAlice.client.put({ path: 'moved.txt' }, 'moved');
    await asAlice.client.call('move', { body: { paths: ['moved.txt'], to: 'groups/growth/made' } });
    for (const path of ['put.txt', 'made/private/deep/file.txt', 'made/moved.txt']) {
      await asBob.client.put({ path: `groups/growth/${path}` }, 'by bob');
      expect(readFileSync(join(growth, path), 'utf8')).toBe('by bob');
    }
    await asBob.client.put({ path: 'groups/growth/made/private/new.txt' }, 'new');
    expect(statSync(join(asAlice.home, 'private')).mode & 0o777).toBe(0o700);
  });

  test('what one member deletes, another finds in the trash of the group and puts back', async () => {
    await asAlice.client.put({ path: 'groups/growth/shared/data.csv' }, 'a,b');
    const { trashed } = await asAlice.client.call('remove', { body: { paths: ['groups/growth/shared'] } });
    const { items } = await asBob.client.call('trash', { query: { place: 'groups/growth' } });
    expect(items).toMatchObject([{ path: 'groups/growth/shared', deletedBy: 'alice' }]);
    await asBob.client.call('restore', { body: { ids: trashed.map(({ id }) => id) } });
    expect(readFileSync(join(growth, 'shared/data.csv'), 'utf8')).toBe('a,b');
  });

  test("a folder of the group that a member swaps for a link to alice's home is not entered in her name", async () => {
    mkdirSync(join(asAlice.home, 'private-work'));
    writeFileSync(join(asAlice.home, 'private-work/thesis.txt'), 'years of work');
    for (const path of ['', '/thesis.txt']) chownSync(join(asAlice.home, `private-work${path}`), alice.uid, alice.uid);
    symlinkSync(join(asAlice.home, 'private-work'), join(growth, 'trap'));
    lchownSync(join(growth, 'trap'), bob.uid, 23_100);
    const { client } = asAlice;
    const attempts = [
      client.call('remove', { body: { paths: ['groups/growth/trap/thesis.txt'] } }),
      client.call('move', { body: { paths: ['groups/growth/trap/thesis.txt'], to: 'groups/growth' } }),
      client.call('copy', { body: { paths: ['groups/growth/trap/thesis.txt'], to: 'groups/growth' } }),
      client.put({ path: 'groups/growth/trap/thesis.txt' }, 'overwritten'),
    ];
    for (const attempt of attempts) await expect(attempt).rejects.toMatchObject({ code: 'path-invalid' });
    await client.call('copy', { body: { paths: ['groups/growth/trap'], to: 'groups/growth/made' } });
    expect(readdirSync(growth)).not.toContain('thesis.txt');
    await client.call('remove', { body: { paths: ['groups/growth/trap'] } });
    await client.call('emptyTrash', { body: {} });
    expect(readFileSync(join(asAlice.home, 'private-work/thesis.txt'), 'utf8')).toBe('years of work');
  });

  test('while a member swaps folders for links without end, erasing and copying never leave the group', {
    timeout: 90_000,
  }, async () => {
    const victim = join(asAlice.home, 'victim');
    mkdirSync(victim);
    for (let i = 0; i < 20; i++) writeFileSync(join(victim, `keep-${i}`), 'keep');
    execFileSync('chown', ['-R', `${alice.uid}:${alice.uid}`, victim]);
    for (let round = 0; round < 10; round++) {
      const race = join(growth, 'race');
      mkdirSync(join(race, 'sub'), { recursive: true });
      for (let i = 0; i < 5; i++) writeFileSync(join(race, `sub/keep-${i}`), 'x');
      execFileSync('chmod', ['-R', 'g+rwX', race]);
      const swapper = spawn(process.execPath, ['-e', swapWithoutEnd, victim], { cwd: race });
      await delay(150);
      // What these answer depends on who is faster; what they must not do does not.
      const { client } = asAlice;
      const copy = { paths: ['groups/growth/race/sub'], to: 'groups/growth/made', conflict: 'keep-both' };
      for (let i = 0; i < 5; i++) await client.call('copy', { body: copy }).catch(() => undefined);
      await client.call('remove', { body: { paths: ['groups/growth/race'] } }).catch(() => undefined);
      await client.call('emptyTrash', { body: {} }).catch(() => undefined);
      swapper.kill('SIGKILL');
      rmSync(race, { recursive: true, force: true });
    }
    expect(readdirSync(victim)).toHaveLength(20);
    // find(1) follows no link, as readdir with `recursive` would.
    const copies = execFileSync('find', [join(growth, 'made'), '-type', 'f', '-name', 'keep-*'], { encoding: 'utf8' });
    const leaked = copies.split('\n').filter((file) => file !== '' && readFileSync(file, 'utf8') === 'keep');
    expect(leaked).toEqual([]);
  });

  test('a pipe that nobody writes to, in the place of what is to be read, keeps nobody waiting', async () => {
    const { client } = asAlice;
    await client.put({ path: 'groups/growth/waits.txt' }, 'x');
    await client.call('remove', { body: { paths: ['groups/growth/waits.txt'] } });
    const trash = join(growth, '.stoa/trash');
    const description = readdirSync(trash).find((name) => name.endsWith('.json')) ?? '';
    execFileSync('mkfifo', ['-m', '666', join(trash, 'pipe')]);
    // Now a pipe and now a file, as only another name for both can be without ever missing.
    const swapper = spawn(process.execPath, ['-e', pipeAndFile, description], { cwd: trash });
    try {
      await delay(150);
      const lists = async () => {
        for (let i = 0; i < 300; i++) await client.call('trash', { query: { place: 'groups/growth' } });
        return 'answered';
      };
      expect(await Promise.race([lists(), delay(30_000)])).toBe('answered');
    } finally {
      swapper.kill('SIGKILL');
    }
    expect(await client.call('list', { query: { path: '' } })).toMatchObject({ path: '' });
    rmSync(join(growth, '.stoa/trash'), { recursive: true });
  });
});

const pipeAndFile = `
  const { linkSync, renameSync } = require('node:fs');
  const name = process.argv[1];
  const again = (act) => { try { act(); } catch {} };
  again(() => renameSync(name, 'file'));
  for (;;) for (const one of ['file', 'pipe']) {
    again(() => linkSync(one, 'next'));
    again(() => renameSync('next', name));
  }`;

/** Run in a folder, also when that is moved: its \`sub\` is now a folder, now a link, thousands of times a second. */
const swapWithoutEnd = `
  const { renameSync, mkdirSync, symlinkSync, writeFileSync } = require('node:fs');
  const again = (act) => { try { act(); } catch {} };
  for (;;) {
    again(() => symlinkSync(process.argv[1], 'link'));
    again(() => mkdirSync('sub'));
    again(() => writeFileSync('sub/keep-0', 'x'));
    for (let i = 0; i < 50; i++) again(() => {
      renameSync('sub', 'aside');
      renameSync('link', 'sub');
      renameSync('sub', 'link');
      renameSync('aside', 'sub');
    });
  }`;
