import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import {
  ContentsManager,
  type Kernel,
  KernelManager,
  KernelMessage,
  KernelSpecManager,
  type ServerConnection,
  SessionManager,
  TerminalManager,
} from '@jupyterlab/services';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, newPerson, signInAdmin, startWorkspace } from '../platform/client.ts';
import { JupyterKernel } from '../platform/jupyter.ts';
import { execute, jupyterLabSettings } from '../platform/jupyterlab.ts';
import { untilPythonIsReady } from '../platform/python.ts';
import { type Platform, startPlatform } from '../platform/start-platform.ts';
import { GatewayClient } from './gateway-client.ts';

/** Clients that others wrote, unmodified, against the whole platform, with a token and nothing else. */

const run = promisify(execFile);
const flights = 3_000_000;
const endlessSql = 'SELECT sum(hash(a.range, b.range)) FROM range(1000000) a, range(1000000) b';
const noPython = 'python3 is missing on this machine';

let platform: Platform;
let alice: Client;
let token: string;
let hasPython: boolean;
let settings: ServerConnection.ISettings;

beforeAll(async () => {
  platform = await startPlatform();
  const admin = await signInAdmin(platform);
  alice = await newPerson(admin, 'alice');
  const made = await alice.post('/api/tokens', { name: 'clients' });
  token = made.body.token;
  hasPython = await untilPythonIsReady(admin);
  await startWorkspace(alice, 'alice');
  settings = jupyterLabSettings(`${platform.url}/user/alice/`, token);
});
afterAll(() => platform?.stop());

async function runningKernels(): Promise<unknown[]> {
  return (await alice.get('/user/alice/api/kernels')).body;
}

describe('@jupyterlab/services', () => {
  /** Interrupts what was asked as soon as the kernel says that it is at it. */
  async function interrupted(kernel: Kernel.IKernelConnection, code: string): Promise<string> {
    const future = kernel.requestExecute({ code });
    let error = '';
    const started = new Promise<void>((resolve) => {
      future.onIOPub = (message) => {
        if (message.header.msg_type === 'execute_input') resolve();
        if (KernelMessage.isErrorMsg(message)) error = `${message.content.ename}: ${message.content.evalue}`;
      };
    });
    await started;
    await new Promise((resolve) => setTimeout(resolve, 300));
    await kernel.interrupt();
    await future.done;
    return error;
  }

  test('keeps files: saves, lists, checkpoints, restores, renames and deletes', async () => {
    const contents = new ContentsManager({ serverSettings: settings });
    const notebook = (source: string) => ({
      nbformat: 4,
      nbformat_minor: 5,
      metadata: {},
      cells: [{ id: 'a', cell_type: 'code', source, metadata: {}, outputs: [], execution_count: null }],
    });
    const save = (source: string) =>
      contents.save('work/n.ipynb', { type: 'notebook', format: 'json', content: notebook(source) });
    const names = async () => (await contents.get('work')).content.map(({ name }: { name: string }) => name).sort();
    try {
      await contents.save('work', { type: 'directory' });
      await contents.save('work/ä b.txt', { type: 'file', format: 'text', content: 'hällo' });
      await save('first');
      expect(await names()).toEqual(['n.ipynb', 'ä b.txt']);
      expect((await contents.get('work/ä b.txt')).content).toBe('hällo');
      const checkpoint = await contents.createCheckpoint('work/n.ipynb');
      await save('second');
      expect((await contents.get('work/n.ipynb')).content.cells[0].source).toBe('second');
      await contents.restoreCheckpoint('work/n.ipynb', checkpoint.id);
      expect((await contents.get('work/n.ipynb')).content.cells[0].source).toBe('first');
      await contents.rename('work/n.ipynb', 'work/renamed.ipynb');
      expect(await names()).toEqual(['renamed.ipynb', 'ä b.txt']);
      await contents.delete('work/ä b.txt');
      await contents.delete('work/renamed.ipynb');
      await expect(contents.get('work/renamed.ipynb')).rejects.toMatchObject({ response: { status: 404 } });
      expect(await names()).toEqual([]);
    } finally {
      contents.dispose();
    }
  });

  test('starts, interrupts, restarts and ends a SQL kernel', async () => {
    const kernels = new KernelManager({ serverSettings: settings });
    try {
      const kernel = await kernels.startNew({ name: 'sql' });
      await kernel.info;
      const counted = await execute(kernel, "SELECT count(*) AS flights FROM 'samples/flights.parquet'");
      expect(counted.text).toMatch(/3[ ,_]?000[ ,_]?000/);
      expect((await execute(kernel, 'CREATE TEMP TABLE mine AS SELECT 1 AS x')).status).toBe('ok');
      expect((await execute(kernel, 'SELECT x FROM mine')).status).toBe('ok');
      expect(await interrupted(kernel, endlessSql)).toMatch(/interrupt/i);
      await kernel.restart();
      expect(await execute(kernel, 'SELECT x FROM mine')).toMatchObject({
        status: 'error',
        text: expect.stringContaining('mine'),
      });
      expect((await execute(kernel, 'SELECT 6 * 7')).text).toContain('42');
      await kernel.shutdown();
      expect(await runningKernels()).toEqual([]);
    } finally {
      kernels.dispose();
    }
  });

  test('starts, interrupts, restarts and ends a Python kernel', async (context) => {
    if (!hasPython) context.skip(noPython);
    const kernels = new KernelManager({ serverSettings: settings });
    try {
      const kernel = await kernels.startNew({ name: 'python3' });
      await kernel.info;
      expect(await execute(kernel, 'x = 1; print(6 * 7)')).toEqual({ status: 'ok', text: '42\n' });
      expect(await interrupted(kernel, 'import time; time.sleep(60)')).toContain('KeyboardInterrupt');
      await kernel.restart();
      expect((await execute(kernel, 'print("x" in globals())')).text).toBe('False\n');
      await kernel.shutdown();
      expect(await runningKernels()).toEqual([]);
    } finally {
      kernels.dispose();
    }
  });

  test('lists the kernelspecs, and keeps the session of a notebook', async () => {
    const specs = new KernelSpecManager({ serverSettings: settings });
    const kernels = new KernelManager({ serverSettings: settings });
    const sessions = new SessionManager({ serverSettings: settings, kernelManager: kernels });
    try {
      await specs.ready;
      const names = Object.keys(specs.specs?.kernelspecs ?? {});
      expect(names).toEqual(expect.arrayContaining(hasPython ? ['python3', 'sql'] : ['sql']));
      const session = await sessions.startNew({
        path: 'session.ipynb',
        name: 'session.ipynb',
        type: 'notebook',
        kernel: { name: 'sql' },
      });
      await sessions.refreshRunning();
      expect(Array.from(sessions.running(), ({ path }) => path)).toEqual(['session.ipynb']);
      expect((await sessions.findByPath('session.ipynb'))?.kernel?.id).toBe(session.kernel?.id);
      await session.setPath('moved.ipynb');
      await sessions.refreshRunning();
      expect(Array.from(sessions.running(), ({ path }) => path)).toEqual(['moved.ipynb']);
      await session.shutdown();
      await sessions.refreshRunning();
      expect(Array.from(sessions.running())).toEqual([]);
      expect(await runningKernels()).toEqual([]);
    } finally {
      for (const each of [sessions, kernels, specs]) each.dispose();
    }
  });

  test('works in a terminal', async () => {
    const terminals = new TerminalManager({ serverSettings: settings });
    try {
      const terminal = await terminals.startNew();
      let shown = '';
      terminal.messageReceived.connect((_sender, { type, content }) => {
        if (type === 'stdout') shown += String(content?.[0]);
      });
      terminal.send({ type: 'stdin', content: ['echo "said $((6*7)) by $STOA_ACCOUNT"\r'] });
      await expect.poll(() => shown, { timeout: 20_000 }).toContain('said 42 by alice');
      await terminals.refreshRunning();
      expect(Array.from(terminals.running(), ({ name }) => name)).toEqual([terminal.name]);
      await terminal.shutdown();
      await expect
        .poll(async () => (await alice.get('/user/alice/api/terminals')).body, { timeout: 10_000 })
        .toEqual([]);
    } finally {
      terminals.dispose();
    }
  });
});

describe('the gateway client of jupyter_server', () => {
  let server: GatewayClient | undefined;

  beforeAll(async () => {
    if (hasPython) server = await GatewayClient.start(platform.url, 'alice', token);
  });
  afterAll(() => server?.stop());

  test('lists the kernelspecs of the workspace', async (context) => {
    if (server === undefined) return context.skip(noPython);
    const { body } = await server.client.get('/user/alice/api/kernelspecs');
    expect(Object.keys(body.kernelspecs).sort()).toEqual(expect.arrayContaining(['python3', 'sql']));
    expect(body.kernelspecs.python3.spec.language).toBe('python');
  });

  test.for([
    ['sql', "SELECT count(*) AS flights FROM 'samples/flights.parquet'", endlessSql],
    ['python3', "import pandas\nlen(pandas.read_parquet('samples/flights.parquet'))", 'import time; time.sleep(60)'],
  ] as const)('starts a %s kernel, counts the flights, interrupts, restarts and ends it', async (given, context) => {
    if (server === undefined) return context.skip(noPython);
    const [name, code, endless] = given;
    const kernel = await JupyterKernel.start(server.client, 'alice', name);
    expect(await runningKernels()).toMatchObject([{ id: kernel.id, name }]);
    const counted = await kernel.run(code);
    expect(counted).toMatchObject({ status: 'ok', error: '' });
    expect(JSON.stringify(counted.data)).toContain(String(flights));
    const at = `/user/alice/api/kernels/${kernel.id}`;
    const stopped = kernel.run(endless);
    await expect.poll(async () => (await alice.get(at)).body.execution_state).toBe('busy');
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect((await server.client.post(`${at}/interrupt`)).status).toBe(204);
    expect((await stopped).error).toMatch(/interrupt/i);
    expect(await server.client.post(`${at}/restart`)).toMatchObject({ status: 200, body: { id: kernel.id, name } });
    kernel.close();
    const again = await JupyterKernel.connect(server.client, 'alice', kernel.id);
    expect(JSON.stringify((await again.run(code)).data)).toContain(String(flights));
    again.close();
    expect((await server.client.send('DELETE', at)).status).toBe(204);
    expect(await runningKernels()).toEqual([]);
  });
});

describe('scripts', () => {
  async function curl(...args: string[]): Promise<{ status: number; text: string }> {
    const { stdout } = await run('curl', ['--silent', '--write-out', '\n%{http_code}', ...args]);
    const end = stdout.lastIndexOf('\n');
    return { status: Number(stdout.slice(end + 1)), text: stdout.slice(0, end) };
  }

  test('curl uses the workspace with a token in a header and in the address', async () => {
    const at = `${platform.url}/user/alice/api`;
    const authorization = ['--header', `Authorization: token ${token}`];
    const note = JSON.stringify({ type: 'file', format: 'text', content: 'from curl' });
    const put = ['--request', 'PUT', '--data', note, '--header', 'Content-Type: application/json'];
    expect((await curl(...authorization, ...put, `${at}/contents/curl.txt`)).status).toBe(201);
    const read = await curl(`${at}/contents/curl.txt?token=${token}`);
    expect(JSON.parse(read.text).content).toBe('from curl');
    // As Jupyter does, without a word about the body's type: the token is no cookie that a foreign page could ride on.
    const started = await curl(...authorization, '--data', '{"name":"sql"}', `${at}/kernels`);
    expect(started.status).toBe(201);
    const kernel = `${at}/kernels/${JSON.parse(started.text).id}`;
    expect((await curl(`${kernel}?token=${token}`)).status).toBe(200);
    expect((await curl('--request', 'DELETE', `${kernel}?token=${token}`)).status).toBe(204);
    expect((await curl(...authorization, '--request', 'DELETE', `${at}/contents/curl.txt`)).status).toBe(204);
    expect((await curl(...authorization, `${at}/contents/curl.txt`)).status).toBe(404);
  });

  test('curl without a token, or with a wrong one, is told that nobody is signed in', async () => {
    const at = `${platform.url}/user/alice/api/contents`;
    expect((await curl(at)).status).toBe(401);
    expect((await curl(`${at}?token=${token}x`)).status).toBe(401);
    expect((await curl('--header', `Authorization: token ${token}x`, at)).status).toBe(401);
  });

  test('a Python script with nothing but the standard library starts a kernel and ends it', async (context) => {
    if (!hasPython) context.skip(noPython);
    const script = `
import json, sys, urllib.request
at, token = sys.argv[1:]
def ask(method, path, body=None, query=False):
    request = urllib.request.Request(at + path + ('?token=' + token if query else ''), method=method,
        data=None if body is None else json.dumps(body).encode())
    if body is not None: request.add_header('Content-Type', 'application/json')
    if not query: request.add_header('Authorization', 'token ' + token)
    with urllib.request.urlopen(request) as answer:
        text = answer.read()
        return answer.status, json.loads(text) if text else None
said = []
for query in (False, True):
    status, kernel = ask('POST', '/kernels', {'name': 'python3'}, query)
    listed = [k['id'] for k in ask('GET', '/kernels', None, query)[1]]
    said.append([status, listed == [kernel['id']], ask('DELETE', '/kernels/' + kernel['id'], None, query)[0]])
said.append(any(item['name'] == 'samples' for item in ask('GET', '/contents/')[1]['content']))
print(json.dumps(said))
`;
    const { stdout } = await run('python3', ['-c', script, `${platform.url}/user/alice/api`, token]);
    expect(JSON.parse(stdout)).toEqual([[201, true, 204], [201, true, 204], true]);
  });
});
