import type { ServerResponse } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import type { Task } from '../../cluster/contract.ts';
import { recordedPlatform, sessionOfAda } from '../testing/recorded-platform.ts';

let platform: Awaited<ReturnType<typeof recordedPlatform>>;
afterEach(() => platform.close());

const task = (more: Partial<Task> = {}): Task => ({
  ...{ id: 't-1', name: 'count', framework: { id: 'commands', name: 'commands' }, frameworkTaskId: '1', kind: 'task' },
  ...{ account: 'ada', role: 'everyone/ada', class: 'batch', state: 'queued', reason: null, agent: null, ports: [] },
  resources: { cpus: 1, memory: 1e9, disk: 0, inodes: 0, bandwidth: 0, ports: 0 },
  ...{
    requestedAt: 0,
    launchedAt: null,
    startedAt: null,
    endedAt: null,
    endsBy: null,
    exitCode: null,
    healthy: null,
    ports: [],
  },
  ...{ used: null, ...more },
});
const because = (code: string, text: string) => ({ code, parameters: {}, text });
const written = (stream: string, offset: number, text: string) => ({
  ...{ kind: 'written', stream, offset, data: Buffer.from(text).toString('base64'), next: offset + text.length },
});
const state = (more: Partial<Task>) => ({ kind: 'task', task: task(more) });

function lines(response: ServerResponse, items: readonly unknown[], end = true): undefined {
  response.writeHead(200, { 'content-type': 'application/x-ndjson' });
  for (const item of items) response.write(`${JSON.stringify(item)}\n`);
  if (end) response.end();
}

test('a command runs as a task: its output comes apart, why it waits is said, and its exit code is the own', async () => {
  platform = await recordedPlatform({
    'GET /api/session': sessionOfAda,
    'POST /api/tasks': () => task(),
    'GET /api/tasks/t-1/log': (_body, _request, response) =>
      lines(response, [
        state({ reason: because('no-room', 'No agent has 1 core free in one place.') }),
        state({ state: 'running' }),
        written('stdout', 0, 'out\n'),
        written('stderr', 0, 'err\n'),
        state({ state: 'failed', exitCode: 7, reason: because('ended-exit', 'It ended with exit code 7.') }),
      ]),
  });
  const asked = ['--cpus', '2', '--memory', '4GB', '--class', 'interactive', '--role', 'growth', '--where', 'rack!=1'];
  const { ended } = platform.stoa('run', ...asked, '--', 'count', '--all', '-v');
  expect(await ended).toEqual({
    ...{ code: 7, stdout: 'out\n', stderr: 'stoa: waiting: No agent has 1 core free in one place.\nerr\n' },
  });
  expect(platform.seen.find(({ what }) => what === 'POST /api/tasks')?.body).toEqual({
    command: ['count', '--all', '-v'],
    resources: { cpus: 2, memory: 4e9, disk: 0, inodes: 0, bandwidth: 0, ports: 0 },
    ...{ class: 'interactive', role: 'growth/ada', key: expect.any(String) },
    constraints: [{ attribute: 'rack', values: ['1'], not: true }],
  });
});

test('Ctrl-C ends the task, and the command line with it', async () => {
  let follower: ServerResponse | undefined;
  platform = await recordedPlatform({
    'GET /api/session': sessionOfAda,
    'POST /api/tasks': () => task({ state: 'running' }),
    'GET /api/tasks/t-1/log': (_body, _request, response) => {
      follower = response;
      lines(response, [written('stdout', 0, 'begun\n')], false);
    },
    'POST /api/tasks/t-1/kill': () => {
      follower?.end(`${JSON.stringify(state({ state: 'killed' }))}\n`);
      return task({ state: 'killing' });
    },
  });
  const { child, said, ended } = platform.stoa('run', '--', 'sleep', '60');
  await expect.poll(() => said.stdout, { timeout: 10_000 }).toBe('begun\n');
  child.kill('SIGINT');
  expect(await ended).toMatchObject({ code: 130, stderr: 'stoa: ending t-1; once more ends it at once\n' });
});

test('a reader who has seen enough ends the task', async () => {
  let follower: ServerResponse | undefined;
  let more: NodeJS.Timeout | undefined;
  platform = await recordedPlatform({
    'GET /api/session': sessionOfAda,
    'POST /api/tasks': () => task({ state: 'running' }),
    'GET /api/tasks/t-1/log': (_body, _request, response) => {
      follower = response;
      lines(response, [], false);
      let offset = 0;
      more = setInterval(() => {
        response.write(`${JSON.stringify(written('stdout', offset, 'y\n'))}\n`);
        offset += 2;
      }, 20);
    },
    'POST /api/tasks/t-1/kill': () => {
      clearInterval(more);
      follower?.end(`${JSON.stringify(state({ state: 'killed' }))}\n`);
      return task({ state: 'killing' });
    },
  });
  const { child, said, ended } = platform.stoa('run', '--', 'yes');
  await expect.poll(() => said.stdout, { timeout: 10_000 }).not.toBe('');
  child.stdout.destroy();
  expect(await ended).toMatchObject({ code: 141 });
});

test('a lost connection is taken up where it was, and nothing is printed twice', async () => {
  let times = 0;
  platform = await recordedPlatform({
    'GET /api/session': sessionOfAda,
    'POST /api/tasks': () => task({ state: 'running' }),
    'GET /api/tasks/t-1/log': (_body, _request, response) => {
      if (times++ > 0)
        return lines(response, [written('stdout', 2, 'cdef'), state({ state: 'finished', exitCode: 0 })]);
      lines(response, [written('stdout', 0, 'abcd')], false);
      setTimeout(() => response.destroy(), 100);
    },
  });
  const said = await platform.stoa('run', '--', 'letters').ended;
  expect(said).toMatchObject({ code: 0, stdout: 'abcdef', stderr: expect.stringContaining('trying again') });
  expect(platform.seen.at(-1)?.query).toBe('stdout=4&stderr=0');
});

test('what ended a task from outside is said; a detached one is only named', async () => {
  platform = await recordedPlatform({
    'GET /api/session': sessionOfAda,
    'POST /api/tasks': () => task(),
    'GET /api/tasks/t-1/log': (_body, _request, response) => {
      const reason = because('ended-memory', 'It needed more than its 1 GiB of memory.');
      lines(response, [state({ state: 'failed', exitCode: 137, reason })]);
    },
  });
  expect(await platform.stoa('run', '--', 'eat').ended).toMatchObject({
    ...{ code: 137, stderr: 'stoa: It needed more than its 1 GiB of memory.\n' },
  });
  expect(await platform.stoa('run', '--detach', '--', 'eat').ended).toEqual({ code: 0, stdout: 't-1\n', stderr: '' });
  expect(await platform.stoa('run', 'one.ipynb', 'two.ipynb').ended).toMatchObject({
    ...{ code: 1, stderr: 'stoa: One notebook at a time. To run a command: stoa run -- COMMAND\n' },
  });
});
