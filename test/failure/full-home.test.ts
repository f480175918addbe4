import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Answer, type Client, newPerson, signInAdmin, startWorkspace } from '../platform/client.ts';
import { JupyterKernel } from '../platform/jupyter.ts';
import { platformProcess } from '../platform/processes.ts';
import { untilPythonIsReady } from '../platform/python.ts';
import { type Platform, startPlatform } from '../platform/start-platform.ts';
import { StormedNotebook } from './storm/notebook.ts';
import { untilAnswered } from './until.ts';

const isRoot = process.getuid?.() === 0;
const processes = ['up', 'control', 'gateway', 'agent'];

describe.runIf(isRoot)('a home full to its own limit', () => {
  let platform: Platform;
  let alice: Client;
  let python = false;

  beforeAll(async () => {
    platform = await startPlatform({ settings: { 'storage.home-limit': '200MiB', 'storage.home-files': '10000' } });
    const admin = await signInAdmin(platform);
    alice = await newPerson(admin, 'alice');
    python = await untilPythonIsReady(admin);
    await startWorkspace(alice, 'alice');
  });
  afterAll(() => platform?.stop());

  /** Rejects when the connection ends before the answer is read. */
  const put = async (path: string, bytes: number): Promise<Answer> => {
    const answer = await fetch(`${platform.url}/user/alice/files/content?path=${path}&conflict=replace`, {
      method: 'PUT',
      headers: { cookie: alice.cookie, origin: platform.url, 'content-type': 'application/octet-stream' },
      body: Buffer.alloc(bytes, 7),
    });
    return { status: answer.status, headers: answer.headers, body: await answer.json() };
  };
  const noRoom = {
    status: 507,
    body: { code: expect.stringMatching(/no-space|over-quota/), detail: expect.stringMatching(/\w/) },
  };
  /** By pieces that get smaller, until not one byte fits; every refusal is read whole and says why. */
  const fill = async (): Promise<void> => {
    for (let bytes = 4_000_000; bytes >= 1; bytes = Math.floor(bytes / 2))
      for (let i = 0; ; i++) {
        const answer = await put(`filler-${bytes}-${i}.bin`, bytes);
        if (answer.status < 300) continue;
        expect(answer).toMatchObject(noRoom);
        break;
      }
  };
  const names = async (): Promise<string[]> => {
    const { body } = await alice.get('/user/alice/api/contents/');
    return body.content.map(({ name }: { name: string }) => name);
  };

  test('says so in cells, uploads and on the page, loses nothing, and goes on when there is room again', async () => {
    const pids = () => processes.map((name) => platformProcess(platform.data, name));
    const before = pids();
    const path = 'Home.ipynb';
    const cells = [{ id: 'shared', cell_type: 'markdown', metadata: {}, source: '' }];
    const content = { nbformat: 4, nbformat_minor: 5, metadata: {}, cells };
    expect((await alice.send('PUT', `/user/alice/api/contents/${path}`, { type: 'notebook', content })).status).toBe(
      201,
    );
    const notebook = new StormedNotebook(alice, path, ['sql']);
    await notebook.open();
    await notebook.runOnce('sql', 'CREATE TEMP TABLE counted (token VARCHAR)');
    const sql = await JupyterKernel.start(alice, 'alice', 'sql');
    await sql.run('CREATE TABLE kept AS SELECT 42 AS answer');
    const py = python ? await JupyterKernel.start(alice, 'alice', 'python3') : undefined;
    await py?.run('kept = 42');
    expect((await put('kept.bin', 100_000)).status).toBeLessThan(300);
    notebook.start();

    const copied = await sql.run("COPY (SELECT random(), random() FROM range(40000000)) TO 'filler.parquet'");
    expect(copied.error).toMatch(/no space left|disk is full|home is full/i);
    await fill();
    const table = await sql.run('CREATE TABLE large AS SELECT random() AS r FROM range(20000000)');
    expect(table.error).toMatch(/space|full/i);
    const written = await py?.run("with open('filler-python.bin', 'wb') as file: file.write(bytes(50_000_000))");
    if (written) expect(written.error).toMatch(/No space left|quota/i);
    await fill();
    expect(
      await alice.send('POST', '/user/alice/files/uploads', undefined, {
        origin: platform.url,
        'tus-resumable': '1.0.0',
        'upload-length': '30000000',
        'upload-metadata': `filename ${Buffer.from('more.bin').toString('base64')}`,
      }),
    ).toMatchObject(noRoom);
    for (let i = 0; i < 5; i++) {
      expect(await put(`filler-large-${i}.bin`, 30_000_000)).toMatchObject(noRoom);
      expect(await put(`filler-small-${i}.bin`, 900_000)).toMatchObject(noRoom);
    }
    await untilAnswered('the page to say that it cannot save', async () =>
      notebook.tabs[0]?.state.get().problem?.code === 'disk-full' ? true : undefined,
    );
    expect(pids()).toEqual(before);
    expect((await alice.get('/api/workspaces/alice')).body).toMatchObject({ state: 'running', failure: null });

    const filler = (await names()).filter((name) => name.startsWith('filler'));
    const removed = await alice.post('/user/alice/files/delete', { paths: filler, forever: true });
    expect(removed.status, JSON.stringify(removed.body)).toBe(200);
    const ids = removed.body.trashed.map(({ id }: { id: string }) => id);
    expect((await alice.post('/user/alice/files/trash/erase', { ids })).status).toBeLessThan(300);
    await untilAnswered('a file again', async () =>
      (await put('more.bin', 1_000_000)).status < 300 ? true : undefined,
    );
    await notebook.stop();
    await notebook.settled();
    await untilAnswered('all that was typed to be saved', async () =>
      notebook.tabs.every((tab) => tab.state.get().saved) ? true : undefined,
    );
    expect(notebook.tabs.map((tab) => tab.state.get().problem)).toEqual([null, null]);
    expect(await notebook.faults(join(platform.data, 'homes/alice', path))).toEqual([]);
    expect(notebook.saved.size).toBeGreaterThan(20);
    expect(JSON.stringify((await sql.run('SELECT answer FROM kept')).data)).toContain('42');
    expect((await sql.run('CREATE TABLE after AS SELECT 1 AS one')).error).toBe('');
    if (py) expect((await py.run('print(kept)')).text).toContain('42');
    const kept = await fetch(`${platform.url}/user/alice/files/content?path=kept.bin`, {
      headers: { cookie: alice.cookie },
    });
    expect(Buffer.from(await kept.arrayBuffer()).equals(Buffer.alloc(100_000, 7))).toBe(true);
    for (const tab of notebook.tabs) tab.close();
    sql.close();
    py?.close();
    expect(pids()).toEqual(before);
  }, 300_000);
});
