import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Answer, type Client, newPerson, signInAdmin, startWorkspace } from '../platform/client.ts';
import { JupyterKernel } from '../platform/jupyter.ts';
import { platformProcess } from '../platform/processes.ts';
import { type Platform, startPlatform } from '../platform/start-platform.ts';
import { SmallDisk } from './small-disk.ts';
import { AccountChanges } from './storm/account-changes.ts';
import { StormedNotebook } from './storm/notebook.ts';
import { StormedUploads } from './storm/uploads.ts';
import { pause, untilAnswered } from './until.ts';

const disk = SmallDisk.make(1_200_000_000);
const processes = ['up', 'control', 'gateway', 'agent'];

describe.runIf(disk !== undefined)('on a small disk (root alone may make one)', () => {
  let platform: Platform;
  let admin: Client;
  let alice: Client;
  const small = () => {
    if (!disk) throw new Error('no disk');
    return disk;
  };

  beforeAll(async () => {
    const data = join(small().folder, 'data');
    mkdirSync(data);
    platform = await startPlatform({
      data,
      settings: { 'storage.home-limit': '200MiB', 'storage.home-files': '10000' },
    });
    admin = await signInAdmin(platform);
    alice = await newPerson(admin, 'alice');
    await startWorkspace(alice, 'alice');
  });
  afterEach(() => disk?.free());
  afterAll(async () => {
    disk?.free();
    await platform?.stop();
    await disk?.remove();
  });

  const integrity = () => {
    const database = new DatabaseSync(join(platform.data, 'control/state.sqlite'), { readOnly: true });
    const [row] = database.prepare('pragma integrity_check').all();
    database.close();
    return row?.integrity_check;
  };
  const put = async (path: string, bytes: number): Promise<Answer> => {
    const answer = await fetch(`${platform.url}/user/alice/files/content?path=${path}&conflict=replace`, {
      method: 'PUT',
      headers: { cookie: alice.cookie, origin: platform.url, 'content-type': 'application/octet-stream' },
      body: Buffer.alloc(bytes, 7),
    });
    return { status: answer.status, headers: answer.headers, body: await answer.json() };
  };
  /** Begins an upload of that size. */
  const upload = (name: string, bytes: number) =>
    alice.send('POST', '/user/alice/files/uploads', undefined, {
      origin: platform.url,
      'tus-resumable': '1.0.0',
      'upload-length': String(bytes),
      'upload-metadata': `filename ${Buffer.from(name).toString('base64')}`,
    });
  const newNotebook = async (path: string) => {
    const cells = [{ id: 'shared', cell_type: 'markdown', metadata: {}, source: '' }];
    const content = { nbformat: 4, nbformat_minor: 5, metadata: {}, cells };
    const made = await alice.send('PUT', `/user/alice/api/contents/${path}`, { type: 'notebook', content });
    expect(made.status).toBe(201);
    const notebook = new StormedNotebook(alice, path, ['sql']);
    await notebook.open();
    await notebook.runOnce('sql', 'CREATE TEMP TABLE counted (token VARCHAR)');
    return notebook;
  };
  const homeFile = (path: string) => join(platform.data, 'homes/alice', path);

  test('the disk of the platform full: clear answers, nothing that was acknowledged is lost, and all goes on without help', async () => {
    const pids = () => processes.map((name) => platformProcess(platform.data, name));
    const before = pids();
    const kernel = await JupyterKernel.start(alice, 'alice', 'sql');
    await kernel.run('CREATE TEMP TABLE kept AS SELECT 42 AS answer');
    const notebook = await newNotebook('Full.ipynb');
    const uploads = new StormedUploads(alice, 'alice');
    const changes = new AccountChanges(admin);
    const load = [notebook, uploads, changes];
    for (const each of load) each.start();
    await pause(2_000);
    const stopFilling = await small().keepFull();
    await pause(3_000);

    const account = await untilAnswered('a refusal for the full disk', async () => {
      const answer = await admin.post('/api/accounts', { name: `late-${Date.now()}`, password: 'password-of-late' });
      return answer.status >= 300 ? answer : undefined;
    });
    expect(account).toMatchObject({
      status: 507,
      body: { code: 'disk-full', detail: expect.stringContaining('room') },
    });
    expect(await upload('late.bin', 30_000_000)).toMatchObject({ status: 507, body: { code: 'no-space' } });
    expect((await admin.get('/api/session')).status).toBe(200);
    expect((await alice.get('/api/workspaces/alice')).body.state).toBe('running');
    const copied = await kernel.run("COPY (SELECT random() FROM range(8000000)) TO 'late.parquet'");
    // Where the image of the home finds no room for its journal, the kernel closes it for writing.
    expect(copied.error).toMatch(/no space left|read-only file system/i);
    expect((await kernel.run('SELECT answer FROM kept')).error).not.toMatch(/kept/);
    stopFilling();
    expect(pids()).toEqual(before);

    small().free();
    await untilAnswered('an account again', async () => {
      const answer = await admin.post('/api/accounts', { name: 'after', password: 'password-of-after' });
      return answer.status < 300 ? true : undefined;
    });
    await untilAnswered('a file again', async () =>
      (await put('after.bin', 1_000_000)).status < 300 ? true : undefined,
    );
    await pause(2_000);
    for (const each of load) await each.stop();
    await notebook.settled();
    await untilAnswered('all that was typed to be saved', async () =>
      notebook.tabs.every((tab) => tab.state.get().saved) ? true : undefined,
    );
    expect(await notebook.faults(homeFile('Full.ipynb'))).toEqual([]);
    expect(await uploads.faults()).toEqual([]);
    expect(await changes.faults()).toEqual([]);
    expect(integrity()).toBe('ok');
    expect(JSON.stringify((await kernel.run('SELECT answer FROM kept')).data)).toContain('42');
    kernel.close();
    for (const tab of notebook.tabs) tab.close();
    expect(pids()).toEqual(before);
  }, 300_000);

  test('a workspace that finds no room to start says so, and starts when there is room', async () => {
    const carol = await newPerson(admin, 'carol');
    const stopFilling = await small().keepFull();
    const refused = await carol.post('/api/workspaces/carol/start?wait=true');
    stopFilling();
    expect(JSON.stringify(refused.body)).toMatch(/disk of the platform is full/);
    small().free();
    await untilAnswered('a start', async () =>
      (await carol.post('/api/workspaces/carol/start?wait=true')).body.state === 'running' ? true : undefined,
    );
    expect((await carol.post('/api/workspaces/carol/stop')).body.state).toBe('stopped');
  }, 120_000);
});
