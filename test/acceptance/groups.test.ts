import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, newPerson, signInAdmin, startWorkspace } from '../platform/client.ts';
import { codeCell, openNotebook, putNotebook, until } from '../platform/notebook.ts';
import { type Platform, startPlatform } from '../platform/start-platform.ts';

let platform: Platform;
let admin: Client;
let alice: Client;
let bob: Client;

beforeAll(async () => {
  platform = await startPlatform();
  admin = await signInAdmin(platform);
  await admin.post('/api/groups', { name: 'growth' });
  alice = await newPerson(admin, 'alice', { groups: ['growth'] });
  bob = await newPerson(admin, 'bob');
  await Promise.all([startWorkspace(alice, 'alice'), startWorkspace(bob, 'bob')]);
});
afterAll(() => platform.stop());

const groupFolder = '/user/bob/api/contents/groups/growth';

test('who joins a group is told that the running workspace lacks its folder, and has it after a restart', async () => {
  await putNotebook(bob, 'bob', 'mine.ipynb', [codeCell('a', 'kept')]);
  const joined = await admin.send('PUT', '/api/groups/growth/members/bob', {});
  expect(joined.status).toBeLessThan(300);
  expect((await bob.get('/api/workspaces/bob')).body.groupsMissing).toEqual(['growth']);
  expect((await bob.get(groupFolder)).status).toBe(404);
  expect((await admin.post('/api/workspaces/bob/restart')).status).toBe(404);

  const restarted = await bob.post('/api/workspaces/bob/restart');
  expect(restarted.body.state).toBe('starting');
  await until('the restart', 30_000, async () => (await bob.get('/api/workspaces/bob')).body.state === 'running');
  expect((await bob.get('/api/workspaces/bob')).body).toMatchObject({ groupsMissing: [], stopReason: null });
  expect((await bob.get(groupFolder)).status).toBe(200);
  const kept = await bob.get('/user/bob/api/contents/mine.ipynb');
  expect(kept.body.content.cells[0].source).toBe('kept');
});

test('who joins a group finds its folder on the Files page by and by, without a workspace', async () => {
  const carol = await newPerson(admin, 'carol');
  const folder = '/user/carol/files/list?path=groups/growth';
  expect((await carol.get(folder)).status).toBe(404);
  await admin.send('PUT', '/api/groups/growth/members/carol', {});
  await until('the folder', 20_000, async () => (await carol.get(folder)).status === 200);
});

test('a group’s notebook is written by one workspace, read live by the other, and taken over', async () => {
  const path = 'groups/growth/plan.ipynb';
  await putNotebook(alice, 'alice', path, [codeCell('a', 'first'), codeCell('b', 'SELECT 6 * 7 AS answer', 'sql')]);
  const writer = await openNotebook(alice, 'alice', path);
  expect(writer.hello).toMatchObject({ readOnly: false, holder: null, account: 'alice' });
  const reader = await openNotebook(bob, 'bob', path);
  expect(reader.hello).toMatchObject({ readOnly: true, readOnlyReason: 'held-elsewhere', holder: 'alice' });

  writer.notebook.getCell(0).setSource('typed by alice');
  await reader.until(() => reader.notebook.getCell(0).getSource() === 'typed by alice', 'what alice types');
  await writer.run(['b']);
  await reader.until(() => reader.outputText('b').includes('42'), 'what alice runs');

  reader.notebook.getCell(0).setSource('not taken');
  await reader.until(() => reader.messages.some((one) => one.type === 'error'), 'the refusal');
  reader.close();

  const next = await openNotebook(bob, 'bob', path);
  expect(next.notebook.getCell(0).getSource()).toBe('typed by alice');
  next.send({ type: 'take-over' });
  await next.until(() => next.messages.some((one) => one.type === 'access' && !one.readOnly), 'the right to write');
  await writer.until(() => writer.messages.some((one) => one.type === 'access' && one.readOnly), 'being told');
  next.notebook.getCell(0).setSource('typed by bob');
  await next.saved();
  await writer.until(() => writer.notebook.getCell(0).getSource() === 'typed by bob', 'what bob types');
  await next.run(['b']);
  expect(next.outputText('b')).toContain('42');
  await until('the file', 10_000, async () => {
    const file = await alice.get(`/user/alice/api/contents/${path}`);
    return file.body.content.cells[0].source === 'typed by bob';
  });
  next.close();
  writer.close();
}, 90_000);

test('what a Jupyter client saves while a page edits is merged by cell, and a conflict is kept beside', async () => {
  const path = 'merged.ipynb';
  await putNotebook(alice, 'alice', path, [codeCell('a', 'one'), codeCell('b', 'two'), codeCell('c', 'three')]);
  const page = await openNotebook(alice, 'alice', path);
  const read = await alice.get(`/user/alice/api/contents/${path}`);
  const { content } = read.body;

  page.notebook.getCell(0).setSource('one, by the page');
  page.notebook.getCell(2).setSource('three, by the page');
  await page.saved();
  content.cells[1].source = 'two, by the client';
  content.cells[2].source = 'three, by the client';
  content.cells.push(codeCell('d', 'new, by the client'));
  const saved = await alice.send('PUT', `/user/alice/api/contents/${path}`, { type: 'notebook', content });
  expect(saved.status).toBe(200);

  const wanted = ['one, by the page', 'two, by the client', 'three, by the page', 'new, by the client'];
  await page.until(() => page.notebook.cells.length === 4, 'the client’s cell');
  expect(page.notebook.cells.map((cell) => cell.getSource())).toEqual(wanted);
  const after = await alice.get(`/user/alice/api/contents/${path}`);
  expect(after.body.content.cells.map((cell: { source: string }) => cell.source)).toEqual(wanted);
  const listed = await alice.get('/user/alice/api/contents/');
  const versions = listed.body.content.filter(({ name }: { name: string }) => /^merged \(other version/.test(name));
  expect(versions).toHaveLength(1);
  const version = await alice.get(`/user/alice/api/contents/${encodeURIComponent(versions[0].path)}`);
  expect(version.body.content.cells[2].source).toBe('three, by the client');
  page.close();
});

test('what a Jupyter client deletes waits in the trash of the Files page, and comes back from there', async () => {
  const contents = '/user/alice/api/contents';
  await putNotebook(alice, 'alice', 'gone.ipynb', [codeCell('a', 'first')]);
  const page = await openNotebook(alice, 'alice', 'gone.ipynb');
  page.notebook.getCell(0).setSource('typed a moment ago');
  await page.saved();
  await alice.send('PUT', `${contents}/folder`, { type: 'directory' });
  await alice.send('PUT', `${contents}/folder/note.txt`, { type: 'file', format: 'text', content: 'kept' });
  await alice.send('PUT', `${contents}/groups/growth/team.txt`, { type: 'file', format: 'text', content: 'ours' });

  for (const path of ['gone.ipynb', 'folder', 'groups/growth/team.txt']) {
    expect((await alice.send('DELETE', `${contents}/${path}`)).status).toBe(204);
    expect((await alice.get(`${contents}/${path}`)).status).toBe(404);
  }
  await page.until(() => page.closed !== null, 'the page to be told');

  const { items } = (await alice.get('/user/alice/files/trash')).body;
  const paths = items.map(({ path }: { path: string }) => path);
  expect(paths.sort()).toEqual(['folder', 'gone.ipynb', 'groups/growth/team.txt']);
  const ids = items.map(({ id }: { id: string }) => id);
  expect((await alice.post('/user/alice/files/trash/restore', { ids })).status).toBe(200);
  const notebook = await alice.get(`${contents}/gone.ipynb`);
  expect(notebook.body.content.cells[0].source).toBe('typed a moment ago');
  expect((await alice.get(`${contents}/folder/note.txt`)).body.content).toBe('kept');
  expect((await alice.get(`${contents}/groups/growth/team.txt`)).body.content).toBe('ours');
  expect((await alice.send('DELETE', `${contents}/groups/growth`)).status).toBeGreaterThanOrEqual(400);
});

test('the notebooks of the home and of the groups are found in one question, the last changed first', async () => {
  await alice.send('PUT', '/user/alice/api/contents/deep', { type: 'directory' });
  await putNotebook(alice, 'alice', 'deep/newest.ipynb', []);
  const { files, complete } = (await alice.get('/user/alice/files/find?ending=.ipynb&limit=100')).body;
  const paths = files.map(({ path }: { path: string }) => path);
  expect(complete).toBe(true);
  expect(paths[0]).toBe('deep/newest.ipynb');
  expect(paths).toEqual(expect.arrayContaining(['Welcome.ipynb', 'groups/growth/plan.ipynb']));
});

test('a notebook that was written by somebody who leaves the group is free for the others at once', async () => {
  const path = 'groups/growth/left.ipynb';
  await putNotebook(alice, 'alice', path, [codeCell('a', 'first')]);
  const writer = await openNotebook(alice, 'alice', path);
  const reader = await openNotebook(bob, 'bob', path);
  expect(reader.hello).toMatchObject({ readOnly: true, holder: 'alice' });
  writer.notebook.getCell(0).setSource('the last words');
  await writer.saved();

  const left = await admin.send('DELETE', '/api/groups/growth/members/alice');
  expect(left.status).toBeLessThan(300);
  const since = performance.now();
  await reader.until(() => reader.messages.some((one) => one.type === 'access' && !one.readOnly), 'the lease', 30_000);
  expect(performance.now() - since).toBeLessThan(3_000);
  expect(reader.notebook.getCell(0).getSource()).toBe('the last words');
  reader.close();
  writer.close();
}, 60_000);
