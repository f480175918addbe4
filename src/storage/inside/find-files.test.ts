import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FileFinder } from './find-files.ts';
import { Owners } from './owners.ts';

function makeTenant() {
  const root = mkdtempSync(join(tmpdir(), 'stoa-find-'));
  const folders = { account: 'alice', home: join(root, 'home'), groups: join(root, 'groups') };
  mkdirSync(folders.home);
  mkdirSync(folders.groups);
  const put = (path: string, changedAt: number) => {
    const file = path.startsWith('groups/') ? join(root, path) : join(folders.home, path);
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, '{}');
    utimesSync(file, changedAt, changedAt);
  };
  const finder = new FileFinder(folders, new Owners('alice'));
  return { root, folders, put, finder, [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }) };
}

test('notebooks of the home and of groups are found however deep, the last changed first; hidden ones are not', async () => {
  using tenant = makeTenant();
  tenant.put('a/b/c/d/e/f/g/deep.ipynb', 300);
  tenant.put('top.ipynb', 100);
  tenant.put('groups/growth/plans/shared.ipynb', 200);
  tenant.put('.stoa/trash/x.ipynb', 400);
  tenant.put('node_modules/p/n.ipynb', 400);
  tenant.put('table.csv', 500);
  symlinkSync(tenant.folders.groups, join(tenant.folders.home, 'groups'));
  symlinkSync('..', join(tenant.folders.home, 'a/circle'));
  const { files, total, complete } = await tenant.finder.find('.ipynb', 10);
  expect(files.map(({ path }) => path)).toEqual([
    'a/b/c/d/e/f/g/deep.ipynb',
    'groups/growth/plans/shared.ipynb',
    'top.ipynb',
  ]);
  expect(files[0]).toMatchObject({ changedAt: 300_000, size: 2, owner: { name: 'alice', you: true } });
  expect({ total, complete }).toEqual({ total: 3, complete: true });
});

test('a notebook that is found says its languages and how its last run ended, without a workspace', async () => {
  using tenant = makeTenant();
  tenant.put('ran.ipynb', 100);
  const execution = { 'shell.execute_reply': '2026-02-01T12:00:00Z' };
  const cells = [{ cell_type: 'code', metadata: { stoa: { kernel: 'sql' }, execution }, outputs: [] }];
  writeFileSync(join(tenant.folders.home, 'ran.ipynb'), JSON.stringify({ cells }));
  tenant.put('broken.ipynb', 50);
  const { files } = await tenant.finder.find('.ipynb', 10);
  const lastRun = { state: 'done', at: '2026-02-01T12:00:00Z' };
  expect(files.map(({ notebook }) => notebook)).toEqual([{ languages: ['sql'], lastRun }, undefined]);
});

test('a limit leaves the oldest out and says how many there are', async () => {
  using tenant = makeTenant();
  for (let index = 1; index <= 20; index++) tenant.put(`n${index}.ipynb`, index);
  const { files, total } = await tenant.finder.find('.ipynb', 2);
  expect(files.map(({ path }) => path)).toEqual(['n20.ipynb', 'n19.ipynb']);
  expect(total).toBe(20);
});

test('of a hundred thousand files the notebooks are all found, and others have their turn meanwhile', async () => {
  using tenant = makeTenant();
  for (let folder = 0; folder < 100; folder++) {
    const path = join(tenant.folders.home, `folder-${folder}`);
    mkdirSync(path);
    for (let file = 0; file < 1000; file++)
      writeFileSync(join(path, file % 100 === 0 ? `${file}.ipynb` : `${file}.csv`), '');
  }
  let turns = 0;
  const timer = setInterval(() => {
    turns += 1;
  }, 1);
  const { total, complete } = await tenant.finder.find('.ipynb', 5000);
  clearInterval(timer);
  expect({ total, complete }).toEqual({ total: 1000, complete: true });
  expect(turns).toBeGreaterThan(20);
}, 120_000);
