import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TaskState } from '../../src/sandbox/index.ts';
import { type Client, newPerson, signInAdmin, startWorkspace } from '../platform/client.ts';
import { codeCell, openNotebook, putNotebook } from '../platform/notebook.ts';
import { platformProcess } from '../platform/processes.ts';
import { untilPythonIsReady } from '../platform/python.ts';
import { type Platform, startPlatform } from '../platform/start-platform.ts';
import { alive, type Layers, layersOf, named, workspaceTasks } from './layers.ts';
import { pause, untilAnswered } from './until.ts';

let platform: Platform;
let admin: Client;
let alice: Client;
let python = false;

beforeAll(async () => {
  platform = await startPlatform();
  admin = await signInAdmin(platform);
  alice = await newPerson(admin, 'alice');
  python = await untilPythonIsReady(admin);
});
afterAll(() => platform?.stop());

const shown = async () => (await alice.get('/api/workspaces/alice')).body;

/** Its workspace, started where it does not run. */
async function running(): Promise<{ task: TaskState; layers: Layers }> {
  await startWorkspace(alice, 'alice');
  const task = (await workspaceTasks(platform, 'alice')).at(-1);
  if (!task) throw new Error('no task');
  expect(task.phase).toBe('running');
  return { task, layers: layersOf(platform, task) };
}

const taskNow = async (id: string) => (await workspaceTasks(platform, 'alice')).find((task) => task.id === id);

/** A notebook with this cell, opened and run until its kernel is up; its page. */
async function pageAfter(source: string, kernel: string) {
  const path = `${randomUUID()}.ipynb`;
  await putNotebook(alice, 'alice', path, [codeCell('first', source, kernel)]);
  const page = await openNotebook(alice, 'alice', path);
  await page.run(['first'], 60_000);
  expect(page.cells.first?.phase, page.outputText('first')).toBe('done');
  return page;
}

/** A cell of a fresh notebook runs. */
async function works(): Promise<void> {
  const page = await pageAfter('SELECT 6 * 7 AS answer', 'sql');
  expect(page.outputText('first')).toContain('42');
  page.close();
}

/** The same task goes on for as long as something wrong would need to show. */
async function goesOn(task: TaskState, layers: Layers): Promise<void> {
  for (let tries = 0; tries < 20; tries++, await pause(150)) {
    expect(await shown()).toMatchObject({ state: 'running', failure: null });
    expect(await taskNow(task.id)).toMatchObject({ phase: 'running' });
    expect((await taskNow(task.id))?.exitCode).toBeUndefined();
  }
  expect((await workspaceTasks(platform, 'alice')).filter(({ phase }) => phase === 'running')).toHaveLength(1);
  expect(alive([layers.init, layers.launcher])).toEqual([layers.init, layers.launcher]);
  await works();
}

/** The page is told within seconds that it ended by itself and why; nothing of it is left, and nothing starts it again. */
async function ends(task: TaskState, layers: Layers, reasons: readonly string[]): Promise<TaskState> {
  const killed = performance.now();
  const workspace = await untilAnswered('the end to be shown', async () => {
    const now = await shown();
    return now.state === 'running' ? undefined : now;
  });
  expect(performance.now() - killed).toBeLessThan(8_000);
  expect(workspace).toMatchObject({
    state: 'failed',
    failure: { phase: 'running', detail: expect.stringMatching(/\w/) },
  });
  expect(reasons).toContain(workspace.failure.reason);
  expect((await alice.get('/user/alice/api/kernels')).status).toBe(503);
  const over = await taskNow(task.id);
  if (!over) throw new Error('the task is forgotten');
  expect(over).toMatchObject({ phase: 'ended', reason: workspace.failure.reason });
  await untilAnswered('an end of its processes', async () =>
    alive([layers.recorder, layers.outer, layers.init, ...layers.inside]).length === 0 ? true : undefined,
  );
  const before = (await workspaceTasks(platform, 'alice')).length;
  await pause(1_500);
  expect((await workspaceTasks(platform, 'alice')).length).toBe(before);
  return over;
}

async function stopsAndStarts(): Promise<void> {
  expect((await alice.post('/api/workspaces/alice/stop')).body).toMatchObject({
    state: 'stopped',
    stopReason: { code: 'stopped-by-owner' },
  });
  await startWorkspace(alice, 'alice');
  await works();
}

test('the recorder killed: the workspace goes on as the same task, and its next end has its true code', async () => {
  const { task, layers } = await running();
  process.kill(layers.recorder, 'SIGKILL');
  await goesOn(task, layers);
  process.kill(layers.launcher, 'SIGKILL');
  expect((await ends(task, layers, ['killed'])).exitCode).toBe(137);
  await startWorkspace(alice, 'alice');
  await works();
}, 120_000);

test('the outer bubblewrap killed: the workspace goes on as the same task; it stops when asked', async () => {
  const { task, layers } = await running();
  process.kill(layers.outer, 'SIGKILL');
  await goesOn(task, layers);
  await stopsAndStarts();
  expect(alive(layers.inside)).toEqual([]);
  expect(await taskNow(task.id)).toMatchObject({ phase: 'ended', reason: 'stopped' });
  expect((await taskNow(task.id))?.exitCode).toBeUndefined();
}, 120_000);

test('recorder and outer bubblewrap killed, then the launcher: gone, and no code is made up', async () => {
  const { task, layers } = await running();
  process.kill(layers.recorder, 'SIGKILL');
  process.kill(layers.outer, 'SIGKILL');
  await goesOn(task, layers);
  process.kill(layers.launcher, 'SIGKILL');
  expect((await ends(task, layers, ['lost'])).exitCode).toBeUndefined();
  await startWorkspace(alice, 'alice');
  await works();
}, 120_000);

test('the first process of the sandbox killed: said within seconds, and a launch afterwards works', async () => {
  const { task, layers } = await running();
  process.kill(layers.init, 'SIGKILL');
  await ends(task, layers, ['killed', 'lost']);
  await startWorkspace(alice, 'alice');
  await works();
}, 120_000);

test('the launcher killed: said within seconds with its code, and a launch afterwards works', async () => {
  const { task, layers } = await running();
  process.kill(layers.launcher, 'SIGKILL');
  expect((await ends(task, layers, ['killed'])).exitCode).toBe(137);
  await startWorkspace(alice, 'alice');
  await works();
}, 120_000);

test('all the layers killed while the agent is away: the end is told once the agent is back', async () => {
  const { task, layers } = await running();
  const agent = platformProcess(platform.data, 'agent');
  if (agent === undefined) throw new Error('no agent');
  process.kill(agent, 'SIGKILL');
  for (const pid of [layers.recorder, layers.outer, layers.init]) process.kill(pid, 'SIGKILL');
  expect((await ends(task, layers, ['lost'])).exitCode).toBeUndefined();
  await startWorkspace(alice, 'alice');
  await works();
}, 120_000);

test('the workspace server killed: back at the same socket in the same task, its kernels with what they hold', async () => {
  const { task } = await running();
  const page = await pageAfter("CREATE TEMP TABLE held AS SELECT 'still here' AS word", 'sql');
  page.addCode('SELECT word FROM held', 'sql');
  await page.saved();
  const path = page.hello?.path ?? '';
  page.close();
  const [server, ...more] = named(layersOf(platform, task).inside, 'inside/workspace.js');
  expect(more).toEqual([]);
  process.kill(server ?? 0, 'SIGKILL');
  const killed = performance.now();
  await untilAnswered('the server', async () =>
    (await alice.get('/user/alice/api/kernels')).status === 200 ? true : undefined,
  );
  expect(performance.now() - killed).toBeLessThan(8_000);
  expect(await shown()).toMatchObject({ state: 'running', failure: null });
  expect(await taskNow(task.id)).toMatchObject({ phase: 'running' });
  const again = await openNotebook(alice, 'alice', path);
  const second = again.cellIds()[1] ?? '';
  await again.run([second], 60_000);
  expect(again.outputText(second)).toContain('still here');
  again.close();
}, 120_000);

test.each([
  ['sql', 'inside/sql-kernel.js', 'SELECT count(*) FROM range(200000000000) a', 'SELECT 6 * 7 AS answer'],
  ['python3', 'bin/python', 'import time\ntime.sleep(600)', 'print(6 * 7)'],
])(
  'the engine of a %s cell killed in the middle of it: said in words in the notebook, and the cell runs again',
  async (kernel, program, long, short) => {
    if (kernel === 'python3' && !python) return;
    const { task } = await running();
    const page = await pageAfter(short, kernel);
    const cell = page.addCode(long, kernel);
    const waiting = page.addCode(short, kernel);
    await page.saved();
    page.send({ type: 'run', cells: [cell, waiting] });
    await page.until(() => page.cells[cell]?.phase === 'running', 'the long cell to run', 30_000);
    await pause(500);
    const inside = layersOf(platform, task).inside;
    const victims = named(inside, program);
    expect(victims.length).toBeGreaterThan(0);
    for (const pid of victims) process.kill(pid, 'SIGKILL');
    const killed = performance.now();
    await page.until(() => page.cells[cell]?.phase === 'failed', 'the end of the long cell');
    expect(performance.now() - killed).toBeLessThan(8_000);
    expect(page.outputText(cell)).toMatch(/KernelDied: The .* kernel .*(killed|ended|crashed).*variables are gone/);
    expect(page.outputText(cell)).not.toMatch(/out of memory/);
    const told = () => page.messages.some((each) => each.type === 'error' && each.problem.code === 'kernel-died');
    await page.until(told, 'word of the kernel’s death');
    await page.until(() => !['queued', 'running'].includes(page.cells[waiting]?.phase ?? ''), 'the queue to be empty');
    expect(page.cells[waiting]?.phase).not.toBe('done');
    expect(await shown()).toMatchObject({ state: 'running', failure: null });
    expect(await taskNow(task.id)).toMatchObject({ phase: 'running' });
    await page.run([waiting], 60_000);
    expect(page.outputText(waiting)).toContain('42');
    page.close();
  },
  180_000,
);
