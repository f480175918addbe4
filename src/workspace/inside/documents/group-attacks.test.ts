import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { NotebookClient } from '../testing/notebook-client.ts';
import { RealServer } from '../testing/real-server.ts';
import { beginning, updateRecord } from './journal/journal-format.ts';

/** What another member of the group does to the group's folder; the server has the rights of who opens the notebook. */
const groups = mkdtempSync(join(tmpdir(), 'stoa-attacked-'));
const team = join(groups, 'team');
const ada = new RealServer();

beforeAll(async () => {
  mkdirSync(team);
  ada.env = { STOA_GROUPS: groups, STOA_ACCOUNT: 'ada', STOA_BASE_URL: '/user/ada' };
  await ada.start();
  await sleep(200);
});
beforeEach(() => {
  rmSync(team, { recursive: true, force: true });
  mkdirSync(team);
});
afterAll(async () => {
  await ada.dispose();
  rmSync(groups, { recursive: true, force: true });
});

const words = 'only mine';

function notebook(source: string): string {
  const cells = [{ id: 'a', cell_type: 'code', source, metadata: {}, outputs: [], execution_count: null }];
  return JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells });
}

function put(name: string, source = 'first'): string {
  writeFileSync(join(team, name), notebook(source));
  return `groups/team/${name}`;
}

/** A private file of the one who opens. */
function secret(name: string, content = words): string {
  const path = join(ada.home, name);
  writeFileSync(path, content);
  chmodSync(path, 0o600);
  return path;
}

function keptOf(name: string): string {
  const key = createHash('sha256').update(name).digest('hex').slice(0, 24);
  const folder = join(team, '.stoa/documents', key);
  mkdirSync(folder, { recursive: true });
  return folder;
}

function untouched(path: string): void {
  expect(readFileSync(path, 'utf8')).toBe(words);
  expect(statSync(path).mode & 0o777).toBe(0o600);
}

/** Everything that the group can read, in one text. */
function readableByGroup(): string {
  // Leases come and go in between, which `cat` would call a failure.
  return execFileSync('sh', ['-c', 'find "$1" -type f -exec cat {} + 2>/dev/null || :', 'sh', team], {
    encoding: 'latin1',
  });
}

async function editAndSave(path: string): Promise<void> {
  const page = await NotebookClient.open(ada, path);
  page.notebook.getCell(0).setSource('edited');
  await page.saved();
  page.send({ type: 'save', requestId: 's' });
  await page.until(() => page.messages.some((message) => message.type === 'written'), 'the file');
  page.close();
}

/** The problem that a page is refused with. */
async function refusal(path: string): Promise<string> {
  const page = await NotebookClient.open(ada, path).catch((error: unknown) => String(error));
  if (typeof page === 'string') return page;
  const problem = page.messages.find((message) => message.type === 'error');
  const refused = page.closed !== null && problem?.type === 'error' ? problem.problem.code : 'it was opened';
  page.close();
  return refused;
}

const answers = async (): Promise<number> => {
  const answer = ada.get('/api/contents/').then(({ status }) => status);
  return Promise.race([answer, sleep(5_000).then(() => 0)]);
};

function updateOf(fill: (cells: Y.Array<unknown>) => void): Uint8Array {
  const doc = new Y.Doc();
  doc.transact(() => fill(doc.getArray('cells')));
  return Y.encodeStateAsUpdate(doc);
}

function manyCells(): Uint8Array {
  const cell = (index: number): Y.Map<unknown> =>
    new Y.Map<unknown>([
      ['id', `c${index}`],
      ['cell_type', 'code'],
      ['source', new Y.Text('x')],
    ]);
  return updateOf((cells) => cells.push(Array.from({ length: 60_000 }, (_, index) => cell(index))));
}

/** Deeper than Yjs itself would write: the encoded list `['MARK']` is replaced by lists in lists. */
function deepOutput(): Uint8Array {
  const update = Buffer.from(updateOf((cells) => cells.push([new Y.Map([['outputs', ['MARK']]])])));
  const list = [117, 1];
  const mark = Buffer.from([...list, 119, 4, ...Buffer.from('MARK')]);
  const at = update.indexOf(mark);
  if (at < 0) throw new Error('the mark is not in the update');
  const nested = Buffer.alloc(600_000);
  for (let i = 0; i < nested.length; i++) nested[i] = list[i % 2] ?? 0;
  return Buffer.concat([update.subarray(0, at), nested, mark, update.subarray(at + mark.length)]);
}

describe('another member of the group', () => {
  test('who puts links where the server will write has nothing written through them', async () => {
    const path = put('plan.ipynb');
    const folder = keptOf('plan.ipynb');
    const names = ['base.json', 'base.json.new', 'journal', 'journal.new', 'lease.json', 'lease.request'];
    const private_ = names.map((name) => {
      const file = secret(`of-${name}`);
      symlinkSync(file, join(folder, name));
      return file;
    });
    await editAndSave(path);
    expect(readFileSync(join(team, 'plan.ipynb'), 'utf8')).toContain('edited');
    for (const file of private_) untouched(file);
  });

  test.each(['.stoa', '.stoa/documents', 'key'])(
    'who makes %s a link to a private folder has it refused',
    async (which) => {
      const path = put('linked.ipynb');
      const folder = keptOf('linked.ipynb');
      const replaced = which === 'key' ? folder : join(team, which);
      rmSync(replaced, { recursive: true });
      const mine = join(ada.home, 'mine');
      rmSync(mine, { recursive: true, force: true });
      mkdirSync(mine, { mode: 0o700 });
      symlinkSync(mine, replaced);
      expect(await refusal(path)).not.toBe('it was opened');
      const moved = await ada.ask('PATCH', `/api/contents/${path}`, { path: 'groups/team/else.ipynb' });
      expect(moved.status).toBeLessThan(500);
      expect(readdirSync(mine)).toEqual([]);
      expect(statSync(mine).mode & 0o777).toBe(0o700);
    },
  );

  test('gets nothing of a private notebook by a link to it', async () => {
    secret('private.ipynb', notebook('TOP SECRET'));
    symlinkSync(join(ada.home, 'private.ipynb'), join(team, 'report.ipynb'));
    const path = 'groups/team/report.ipynb';
    expect(await refusal(path)).toContain('outside-group');
    expect((await ada.get(`/api/contents/${path}`)).status).toBe(403);
    expect((await ada.ask('POST', `/api/contents/${path}/checkpoints`)).status).toBe(403);
    expect((await ada.ask('POST', '/api/contents/groups/team', { copy_from: path })).status).toBe(403);
    expect(readableByGroup()).not.toContain('TOP SECRET');
  });

  test('gets nothing when the notebook becomes a link while it is open', async () => {
    const path = put('swapped.ipynb');
    const page = await NotebookClient.open(ada, path);
    secret('private.ipynb', notebook('TOP SECRET'));
    rmSync(join(team, 'swapped.ipynb'));
    symlinkSync(join(ada.home, 'private.ipynb'), join(team, 'swapped.ipynb'));
    page.notebook.getCell(0).setSource('typed');
    await sleep(2_500);
    page.close();
    expect(readFileSync(join(ada.home, 'private.ipynb'), 'utf8')).toBe(notebook('TOP SECRET'));
    expect(readableByGroup()).not.toContain('TOP SECRET');
  });

  test('gets nothing by a folder of the group that is a link, and nothing is written there', async () => {
    mkdirSync(join(ada.home, 'inner'), { recursive: true });
    writeFileSync(join(ada.home, 'inner/x.ipynb'), notebook('TOP SECRET'));
    symlinkSync(join(ada.home, 'inner'), join(team, 'sub'));
    expect(await refusal('groups/team/sub/x.ipynb')).toContain('outside-group');
    const model = { type: 'file', format: 'text', content: 'new' };
    expect((await ada.ask('PUT', '/api/contents/groups/team/sub/new.txt', model)).status).toBe(403);
    expect((await ada.ask('PUT', '/api/contents/groups/team/sub/d', { type: 'directory' })).status).toBe(403);
    expect(readdirSync(join(ada.home, 'inner'))).toEqual(['x.ipynb']);
    expect(readableByGroup()).not.toContain('TOP SECRET');
  });

  test('has checkpoints and uploads in pieces written through no link', async () => {
    const path = put('p.ipynb');
    const file = secret('a1');
    mkdirSync(join(team, '.ipynb_checkpoints'));
    symlinkSync(file, join(team, '.ipynb_checkpoints/p-checkpoint.ipynb.new'));
    symlinkSync(file, join(team, '.ipynb_checkpoints/p-checkpoint.ipynb'));
    expect((await ada.ask('POST', `/api/contents/${path}/checkpoints`)).status).toBe(201);
    untouched(file);
    symlinkSync(file, join(team, 'up.bin'));
    const piece = { type: 'file', format: 'text', content: 'x', chunk: 1 };
    expect((await ada.ask('PUT', '/api/contents/groups/team/up.bin', piece)).status).toBe(403);
    untouched(file);
    rmSync(join(team, '.ipynb_checkpoints'), { recursive: true });
    mkdirSync(join(ada.home, 'elsewhere'));
    symlinkSync(join(ada.home, 'elsewhere'), join(team, '.ipynb_checkpoints'));
    expect((await ada.ask('POST', `/api/contents/${path}/checkpoints`)).status).toBe(409);
    expect(readdirSync(join(ada.home, 'elsewhere'))).toEqual([]);
  });

  test('does not stop the server by pipes in the place of files', async () => {
    for (let i = 0; i < 6; i++) execFileSync('mkfifo', [join(team, `n${i}.ipynb`)]);
    const path = put('m.ipynb');
    for (const name of ['lease.json', 'journal', 'base.json']) execFileSync('mkfifo', [join(keptOf('m.ipynb'), name)]);
    for (let i = 0; i < 6; i++) expect(await refusal(`groups/team/n${i}.ipynb`)).toContain('not-a-file');
    await editAndSave(path);
    expect((await ada.get('/api/contents/groups/team/n0.ipynb')).status).toBe(400);
    expect(await answers()).toBe(200);
  }, 30_000);

  test('does not make it read giants', async () => {
    const path = put('big.ipynb');
    const folder = keptOf('big.ipynb');
    for (const name of ['lease.json', 'base.json']) {
      writeFileSync(join(folder, name), '');
      truncateSync(join(folder, name), 3_000_000_000);
    }
    await editAndSave(path);
    writeFileSync(join(keptOf('huge.ipynb'), 'journal'), '');
    truncateSync(join(keptOf('huge.ipynb'), 'journal'), 3_000_000_000);
    expect(await refusal(put('huge.ipynb'))).toContain('too-large');
    expect(await answers()).toBe(200);
  });

  test.each([
    ['of 60,000 cells', manyCells, 'too-large'],
    ['of output nested 300,000 deep', deepOutput, ''],
    ['of nonsense', () => new Uint8Array([255, 255, 255, 255, 255, 255, 255, 127, 1, 2, 3]), ''],
  ])(
    'does not stop the server by a journal %s',
    async (_, forged, problem) => {
      const path = put('forged.ipynb');
      const begun = beginning({ historyId: 'h', path });
      writeFileSync(join(keptOf('forged.ipynb'), 'journal'), Buffer.concat([begun, updateRecord(forged())]));
      expect(await refusal(path)).toContain(problem);
      expect(await answers()).toBe(200);
      expect((await ada.get(`/api/contents/${path}`)).status).toBe(200);
    },
    30_000,
  );

  test('does not hold a notebook by a lease from the future or one that is none', async () => {
    const path = put('held.ipynb');
    const lease = join(keptOf('held.ipynb'), 'lease.json');
    writeFileSync(lease, JSON.stringify({ account: 'bob', server: 'forged' }));
    utimesSync(lease, new Date(), new Date(Date.now() + 365 * 86_400_000));
    const page = await NotebookClient.open(ada, path);
    expect(page.hello).toMatchObject({ readOnly: false, holder: null });
    page.close();
    const other = put('nonsense.ipynb');
    writeFileSync(join(keptOf('nonsense.ipynb'), 'lease.json'), '{');
    const second = await NotebookClient.open(ada, other);
    expect(second.hello).toMatchObject({ readOnly: false, holder: null });
    second.close();
    expect(existsSync(lease)).toBe(true);
  });
});
