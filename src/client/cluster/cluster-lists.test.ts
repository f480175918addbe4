import { afterEach, expect, test } from 'vitest';
import type { Agent, Explanation, Role, Task } from '../../cluster/contract.ts';
import { recordedPlatform, sessionOfAda } from '../testing/recorded-platform.ts';

let platform: Awaited<ReturnType<typeof recordedPlatform>>;
afterEach(() => platform.close());

const size = (cpus: number, memory: number) => ({ cpus, memory, disk: 0, inodes: 0, bandwidth: 0, ports: 0 });
const gib = 1024 ** 3;
const said = (code: string, text: string) => ({ code, parameters: {}, text });
const task: Task = {
  ...{
    id: 't-7',
    ports: [],
    name: 'forecast',
    framework: { id: 'commands', name: 'commands' },
    frameworkTaskId: '7',
    kind: 'task',
  },
  ...{ account: 'ada', role: 'growth/ada', class: 'batch', state: 'queued', agent: null, resources: size(8, 32 * gib) },
  reason: said('no-room', 'No agent has 8 cores free in one place.'),
  ...{ requestedAt: Date.now() - 240_000, launchedAt: null, startedAt: null, endedAt: null, endsBy: null },
  ...{ exitCode: null, healthy: null, used: null },
};
const explanation: Explanation = {
  ...{ role: 'growth/ada', class: 'batch', need: size(8, 32 * gib), tasks: 1, since: Date.now() - 240_000 },
  headline: said('no-room', 'No agent has 8 cores free in one place.'),
  checks: [
    { passed: true, said: said('within-limit', 'growth/ada stays within its limits.') },
    { passed: false, said: said('short', '2 of 2 agents have less than 8 cores free.') },
  ],
  holders: [
    {
      kind: 'cpus',
      roles: [
        { role: 'pricing', amount: 12 },
        { role: null, amount: 1 },
      ],
    },
  ],
  ...{ start: said('start-ends', 'It starts when enough has ended.'), startAt: null, startOn: null },
};
const agent: Agent = {
  ...{ id: 'agent-01', host: 'one', state: 'draining', since: 0, attributes: { rack: '1' }, tasks: 3 },
  ...{ total: size(16, 64 * gib), used: size(12, 40 * gib), offered: size(0, 0), byRole: [], reserved: [] },
  ...{
    measured: null,
    volumes: [],
    notEnforced: ['work-folder'],
    drain: { startedAt: 0, endsBy: null, markGone: false, tasksLeft: 3 },
  },
};
const role: Role = {
  ...{ path: 'growth', weight: 2, guarantee: { cpus: 4 }, limit: {}, highestClass: 'service', recorded: true },
  ...{ used: size(12, 40 * gib), dominant: 'cpus', share: 0.75, fairShare: 0.5, starvedSince: null },
  ...{ running: 3, waiting: 1 },
};

test('the files of a task are listed, and one is written to standard output in parts', async () => {
  const whole = Buffer.alloc(2_500_000, 'x');
  platform = await recordedPlatform({
    'GET /api/session': sessionOfAda,
    'GET /api/tasks/t-7/files': () => ({
      items: [
        { name: 'out', kind: 'folder', size: 4096, modifiedAt: 0 },
        { name: 'a.csv', kind: 'file', size: 2_500_000, modifiedAt: 0 },
      ],
      next: null,
      exists: true,
    }),
    'GET /api/tasks/t-7/file': (_body, { url = '' }) => {
      const offset = Number(new URLSearchParams(url.split('?')[1]).get('offset'));
      return { offset, data: whole.subarray(offset, offset + 1_000_000).toString('base64'), size: whole.length };
    },
  });
  const { stdout } = await platform.stoa('files', 't-7').ended;
  expect(stdout).toMatch(/^out\/ .*\na.csv +2.4 MiB /m);
  expect((await platform.stoa('files', 't-7', 'a.csv', '--save', '-').ended).stdout.length).toBe(2_500_000);
});

test('what runs and waits, and why, is listed', async () => {
  platform = await recordedPlatform({
    'GET /api/session': sessionOfAda,
    'GET /api/tasks': () => ({ items: [task], next: null, total: 1 }),
    'GET /api/tasks/t-7/why': () => ({ state: 'waits', notes: [], explanations: [explanation], preemptions: [] }),
  });
  const { stdout } = await platform.stoa('tasks').ended;
  expect(stdout.split('\n')[1]).toMatch(/^t-7 +forecast +ada +batch +8 +32 GiB +queued +4 min +No agent has 8 cores/);
  expect(platform.seen.at(-1)?.query).toContain('state=live');
  const why = (await platform.stoa('why').ended).stdout;
  expect(why.split('\n')).toEqual([
    'forecast (t-7) has waited for 4 min: 8 cores, 32 GiB memory, class batch, role growth/ada',
    '  No agent has 8 cores free in one place.',
    '  ✓ growth/ada stays within its limits.',
    '  ✗ 2 of 2 agents have less than 8 cores free.',
    '  Who holds most (cpus): pricing 12 cores, others 1 core',
    '  It starts when enough has ended.',
    '',
  ]);
});

test('an id may be a task, a framework or a workspace; one that is nothing is said so', async () => {
  platform = await recordedPlatform({
    'GET /api/session': sessionOfAda,
    'GET /api/workspaces/ada/why': () => ({ state: 'runs', notes: [], explanations: [], preemptions: [] }),
  });
  expect((await platform.stoa('why', 'ada').ended).stdout).toBe('ada waits for nothing: it runs.\n');
  expect(await platform.stoa('why', 'nobody').ended).toMatchObject({
    ...{ code: 1, stderr: expect.stringContaining('Nothing of yours is called nobody') },
  });
});

test('agents and roles are listed; a role is changed by what is named', async () => {
  platform = await recordedPlatform({
    'GET /api/session': sessionOfAda,
    'GET /api/agents': () => ({ items: [agent], next: null, total: 1 }),
    'GET /api/roles': () => ({ total: size(16, 64 * gib), items: [role], others: size(0, 0) }),
    'PATCH /api/roles': () => role,
    'POST /api/roles/preview': () => ({
      ...{ seconds: 60, before: [role], after: [role], waitingBefore: 1, waitingAfter: 0, preemptions: [] },
      starts: [{ name: 'forecast', role: 'growth/ada', tasks: 1 }],
    }),
  });
  expect((await platform.stoa('agents').ended).stdout).toMatch(
    /agent-01 +draining, 3 left +12 of 16 +40 GiB of 64 GiB +3 +work-folder +rack=1\n$/,
  );
  expect((await platform.stoa('quota').ended).stdout).toMatch(
    /growth +2 +12 +40 GiB +75 % +50 % +4 cores +none +service/,
  );
  await platform.stoa('quota', 'set', 'growth', '--weight', '2', '--limit', 'none').ended;
  expect(platform.seen.at(-1)).toMatchObject({
    what: 'PATCH /api/roles',
    body: { path: 'growth', weight: 2, limit: null },
  });
  const preview = (await platform.stoa('quota', 'set', 'growth', '--guarantee', 'cpus=8', '--preview').ended).stdout;
  expect(preview).toContain('starts: forecast (growth/ada)\nwaiting: 1 before, 0 after\n');
});
