import { connect, createServer, type Server } from 'node:net';
import {
  ContentsManager,
  type Kernel,
  KernelManager,
  KernelSpecManager,
  type ServerConnection,
  SessionManager,
  TerminalManager,
} from '@jupyterlab/services';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { execute, jupyterLabSettings } from '../../../../test/platform/jupyterlab.ts';
import { compose } from '../kernels/wire.ts';
import { NotebookClient } from '../testing/notebook-client.ts';
import { noPython, RealServer } from '../testing/real-server.ts';
import { decodeDefault, decodeV1, encodeDefault, encodeV1 } from './framing.ts';

/** JupyterLab's own client, unmodified, against the real server. */

const server = new RealServer();
let door: Server;
let settings: ServerConnection.ISettings;

beforeAll(async () => {
  await server.start();
  // The client knows only TCP.
  door = createServer((client) => {
    const inside = connect(server.socket);
    client.pipe(inside).pipe(client);
    for (const end of [client, inside]) end.on('error', () => end.destroy());
  });
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
  const address = door.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  settings = jupyterLabSettings(`http://127.0.0.1:${port}${server.base}/`);
});
afterAll(async () => {
  door.close();
  await server.dispose();
});

describe('contents', () => {
  test('files and folders are made, read, listed, renamed, copied and deleted', async () => {
    const contents = new ContentsManager({ serverSettings: settings });
    await contents.save('folder', { type: 'directory' });
    await contents.save('folder/a.txt', { type: 'file', format: 'text', content: 'hällo' });
    await contents.save('folder/b.bin', {
      type: 'file',
      format: 'base64',
      content: Buffer.from([0, 255, 1]).toString('base64'),
    });
    expect((await contents.get('folder/a.txt')).content).toBe('hällo');
    expect(await contents.get('folder/b.bin')).toMatchObject({ format: 'base64', content: 'AP8B' });
    const renamed = await contents.rename('folder/a.txt', 'folder/c.txt');
    expect(renamed.path).toBe('folder/c.txt');
    const copy = await contents.copy('folder/c.txt', 'folder');
    expect(copy.name).toBe('c-Copy1.txt');
    const listing = await contents.get('folder');
    expect(listing.content.map(({ name }: { name: string }) => name).sort()).toEqual(['b.bin', 'c-Copy1.txt', 'c.txt']);
    await contents.delete('folder/b.bin');
    await expect(contents.get('folder/b.bin')).rejects.toMatchObject({ response: { status: 404 } });
    const untitled = await contents.newUntitled({ path: 'folder', type: 'notebook' });
    expect(untitled.name).toBe('Untitled.ipynb');
    contents.dispose();
  });

  test('a notebook is saved, checkpointed, changed and restored', async () => {
    const contents = new ContentsManager({ serverSettings: settings });
    const cell = { id: 'a', cell_type: 'code', source: 'first', metadata: {}, outputs: [], execution_count: null };
    const whole = (source: string) => ({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells: [{ ...cell, source }] });
    await contents.save('n.ipynb', { type: 'notebook', format: 'json', content: whole('first') });
    const checkpoint = await contents.createCheckpoint('n.ipynb');
    expect(await contents.listCheckpoints('n.ipynb')).toHaveLength(1);
    await contents.save('n.ipynb', { type: 'notebook', format: 'json', content: whole('second') });
    expect((await contents.get('n.ipynb')).content.cells[0].source).toBe('second');
    await contents.restoreCheckpoint('n.ipynb', checkpoint.id);
    expect((await contents.get('n.ipynb')).content.cells[0].source).toBe('first');
    await contents.deleteCheckpoint('n.ipynb', checkpoint.id);
    expect(await contents.listCheckpoints('n.ipynb')).toHaveLength(0);
    contents.dispose();
  });

  test.each(['../x', '.stoa/token', '%2e%2e/x', 'folder/../../x'])(
    'nothing outside or hidden is served: %s',
    async (path) => {
      const answer = await server.get(`/api/contents/${path}`);
      expect(answer.status).toBe(404);
      expect(answer.json).toHaveProperty('message');
    },
  );
});

const missing = noPython();
describe.skipIf(missing !== null)(`kernels${missing === null ? '' : ` (skipped: ${missing})`}`, () => {
  const run = async (kernel: Kernel.IKernelConnection, code: string) => (await execute(kernel, code)).text;

  test('a kernel is started, runs code, is interrupted, restarted and ended', async () => {
    const kernels = new KernelManager({ serverSettings: settings });
    const kernel = await kernels.startNew({ name: 'python3' });
    await kernel.info;
    expect(await run(kernel, 'x = 1; print(6 * 7)')).toBe('42\n');
    const sleeping = kernel.requestExecute({ code: 'import time; time.sleep(60)' });
    await new Promise((resolve) => setTimeout(resolve, 500));
    await kernel.interrupt();
    expect((await sleeping.done).content.status).toBe('error');
    await kernel.restart();
    expect(await run(kernel, 'print("x" in globals())')).toBe('False\n');
    await kernel.shutdown();
    expect(await server.get('/api/kernels').then(({ json }) => json)).toEqual([]);
    kernels.dispose();
  });

  test.each(['', 'v1.kernel.websocket.jupyter.org'])(
    'binary buffers go through in the framing "%s"',
    async (protocol) => {
      const created = await server.ask('POST', '/api/kernels', { name: 'python3' });
      const websocket = server.websocket(`/api/kernels/${created.json.id}/channels`, protocol === '' ? [] : [protocol]);
      await new Promise((resolve) => websocket.on('open', resolve));
      expect(websocket.protocol).toBe(protocol);
      const opened = new Promise<number[]>((resolve) => {
        websocket.on('message', (data, isBinary) => {
          const bytes = Buffer.isBuffer(data) ? data : Buffer.alloc(0);
          const message = protocol === '' ? decodeDefault(bytes, isBinary) : decodeV1(bytes);
          if (message?.header.msg_type === 'comm_open') resolve(message.buffers.map(({ length }) => length));
        });
      });
      const code =
        'from ipykernel.comm import Comm\nComm(target_name="t", data={}, buffers=[b"abc", memoryview(b"x" * 1000)])';
      const request = compose('shell', 'execute_request', 'me', { code, silent: false });
      websocket.send(protocol === '' ? encodeDefault(request) : encodeV1(request));
      expect(await opened).toEqual([3, 1000]);
      websocket.terminate();
      await server.ask('DELETE', `/api/kernels/${created.json.id}`);
    },
  );

  test('a session of a notebook is the page’s too, and kernelspecs are listed', async () => {
    const specs = new KernelSpecManager({ serverSettings: settings });
    await specs.ready;
    expect(Object.keys(specs.specs?.kernelspecs ?? {})).toEqual(expect.arrayContaining(['python3', 'sql']));
    const kernels = new KernelManager({ serverSettings: settings });
    const sessions = new SessionManager({ serverSettings: settings, kernelManager: kernels });
    const asked = { path: 'n.ipynb', name: 'n.ipynb', type: 'notebook', kernel: { name: 'python3' } };
    const session = await sessions.startNew(asked);
    const again = await server.ask('POST', '/api/sessions', asked);
    expect(again.json.kernel.id).toBe(session.kernel?.id);
    await session.shutdown();
    for (const manager of [sessions, kernels, specs]) manager.dispose();
  });

  test('output printed while the client was away is there when it comes back', async () => {
    const created = await server.ask('POST', '/api/kernels', { name: 'python3' });
    const path = `/api/kernels/${created.json.id}/channels?session_id=same`;
    const first = server.websocket(path);
    await new Promise((resolve) => first.on('open', resolve));
    const header = {
      msg_id: 'm1',
      msg_type: 'execute_request',
      session: 'same',
      username: '',
      date: '',
      version: '5.3',
    };
    const content = { code: 'import time; time.sleep(0.5); print("while away")', silent: false };
    first.send(JSON.stringify({ channel: 'shell', header, parent_header: {}, metadata: {}, content }));
    await new Promise((resolve) => setTimeout(resolve, 200));
    first.close();
    await new Promise((resolve) => setTimeout(resolve, 1500));
    const second = server.websocket(path);
    const text = await new Promise<string>((resolve) => {
      second.on('message', (data) => {
        const message = JSON.parse(data.toString());
        if (message.msg_type === 'stream') resolve(message.content.text);
      });
    });
    expect(text).toBe('while away\n');
    second.terminate();
    await server.ask('DELETE', `/api/kernels/${created.json.id}`);
  });
});

describe('terminals', () => {
  test('a terminal shows what it did to whoever comes later', async () => {
    const terminals = new TerminalManager({ serverSettings: settings });
    const terminal = await terminals.startNew();
    let shown = '';
    terminal.messageReceived.connect((_sender, { type, content }) => {
      if (type === 'stdout') shown += String(content?.[0]);
    });
    terminal.send({ type: 'stdin', content: ['echo $((6*7)) $HOME\r'] });
    await expect.poll(() => shown, { timeout: 10_000 }).toContain(`42 ${server.home}`);
    const other = server.websocket(`/terminals/websocket/${terminal.name}`);
    const replay = await new Promise<string>((resolve) => {
      other.on('message', (data) => {
        const [kind, text] = JSON.parse(data.toString());
        if (kind === 'stdout') resolve(text);
      });
    });
    expect(replay).toContain(`42 ${server.home}`);
    terminal.send({ type: 'stdin', content: ['sleep 30\r'] });
    await expect
      .poll(async () => (await server.get('/stoa/status')).json.terminals[0]?.foreground, { timeout: 10_000 })
      .toBe('sleep');
    other.terminate();
    await terminal.shutdown();
    await expect.poll(async () => (await server.get('/api/terminals')).json, { timeout: 10_000 }).toEqual([]);
    terminals.dispose();
  });
});

describe.skipIf(missing !== null)('a notebook that is open in a page and in a Jupyter client', () => {
  test('a cell that the client runs shows its output in the page, and the client’s save loses nothing', async () => {
    const cell = (id: string, source: string) => ({
      id,
      cell_type: 'code',
      source,
      metadata: {},
      outputs: [],
      execution_count: null,
    });
    const whole = {
      nbformat: 4,
      nbformat_minor: 5,
      metadata: {},
      cells: [cell('a', 'print("from the client")'), cell('b', '')],
    };
    const contents = new ContentsManager({ serverSettings: settings });
    await contents.save('both.ipynb', { type: 'notebook', format: 'json', content: whole });
    const read = (await contents.get('both.ipynb')).content;
    const page = await NotebookClient.open(server, 'both.ipynb');

    const asked = { path: 'both.ipynb', name: 'both.ipynb', type: 'notebook', kernel: { name: 'python3' } };
    const session = (await server.ask('POST', '/api/sessions', asked)).json;
    const websocket = server.websocket(`/api/kernels/${session.kernel.id}/channels?session_id=lab`);
    await new Promise((resolve) => websocket.on('open', resolve));
    const request = compose(
      'shell',
      'execute_request',
      'lab',
      { code: read.cells[0].source, silent: false },
      { metadata: { cellId: 'a' } },
    );
    websocket.send(encodeDefault(request));
    await page.until(() => page.cells.a?.phase === 'done', 'the client’s run to be seen');
    expect(page.outputText('a')).toBe('from the client\n');

    page.notebook.getCell(1).setSource('typed in the page');
    await page.saved();
    read.cells[0].source = 'print("edited in the client")';
    await contents.save('both.ipynb', { type: 'notebook', format: 'json', content: read });
    await page.until(() => page.notebook.getCell(0).getSource().includes('edited'), 'the client’s edit');
    expect(page.notebook.getCell(1).getSource()).toBe('typed in the page');
    expect(page.outputText('a')).toBe('from the client\n');
    expect(page.cellIds()).toEqual(['a', 'b']);

    page.send({ type: 'run', cells: ['a'] });
    await page.until(() => page.kernels.some(({ id }) => id === session.kernel.id), 'the same kernel');
    websocket.terminate();
    page.close();
    contents.dispose();
  });
});
