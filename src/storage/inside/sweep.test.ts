import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseHomePath } from '../rules/home-path.ts';
import { TestFolders } from '../testing/running-files-server.ts';
import { Jobs } from './jobs.ts';
import { Owners } from './owners.ts';
import { sweepStaging } from './sweep-staging.ts';
import { Trash } from './trash.ts';

const day = 24 * 3600 * 1000;

function environment(folders: TestFolders) {
  const home = folders.home({ name: 'ada' });
  return { account: 'ada', home, groups: folders.groups, release: '', runtime: folders.root, retentionDays: 30 };
}

test('what a killed server left half done goes after a day, uploads that can still go on stay', async () => {
  using folders = new TestFolders();
  const env = environment(folders);
  const staging = join(env.home, '.stoa/uploads');
  mkdirSync(join(staging, 'copy-1/deep'), { recursive: true });
  for (const name of ['copy-1/deep/file', 'put-1', 'seed-1', 'a.part', 'a.json'])
    writeFileSync(join(staging, name), 'x');
  symlinkSync('/etc', join(staging, 'copy-2'));
  await sweepStaging(env, Date.now());
  expect(existsSync(join(staging, 'put-1'))).toBe(true);
  await sweepStaging(env, Date.now() + 2 * day);
  for (const name of ['copy-1', 'copy-2', 'put-1', 'seed-1']) expect(existsSync(join(staging, name))).toBe(false);
  for (const name of ['a.part', 'a.json']) expect(existsSync(join(staging, name))).toBe(true);
  expect(existsSync('/etc/passwd')).toBe(true);
});

test('the trash keeps things for thirty days and then erases them, never what a link in them leads to', async () => {
  using folders = new TestFolders();
  const env = environment(folders);
  const trash = new Trash(env, new Owners('ada'), new Jobs());
  mkdirSync(join(env.home, 'old'));
  writeFileSync(join(env.home, 'kept.txt'), 'kept');
  symlinkSync('../kept.txt', join(env.home, 'old/link'));
  symlinkSync('..', join(env.home, 'old/up'));
  await trash.remove([parseHomePath('old')], false);
  await trash.sweep(Date.now() + 29 * day);
  expect(await trash.list()).toHaveLength(1);
  await trash.sweep(Date.now() + 31 * day);
  expect(await trash.list()).toEqual([]);
  expect(existsSync(join(env.home, 'kept.txt'))).toBe(true);
});

test('a description in the trash that somebody forged neither has things erased early nor breaks the list', async () => {
  using folders = new TestFolders();
  const env = environment(folders);
  const trash = new Trash(env, new Owners('ada'), new Jobs());
  writeFileSync(join(env.home, 'mine.txt'), 'mine');
  await trash.remove([parseHomePath('mine.txt')], false);
  const [{ id = '' } = {}] = await trash.list();
  const description = join(env.home, '.stoa/trash', `${id}.json`);
  const forged = (deletedAt: string) =>
    writeFileSync(
      description,
      `{"path":"mine.txt","kind":"file","bytes":4,"deletedAt":${deletedAt},"deletedBy":"eve"}`,
    );
  forged('0');
  await trash.sweep(Date.now());
  expect((await trash.list()).map(({ name }) => name)).toEqual(['mine.txt']);
  for (const never of ['1e300', '1e999', '-1']) {
    forged(never);
    expect(await trash.list()).toEqual([]);
  }
});
