import { expect, test } from 'vitest';
import { explain } from '../explain/explain.ts';
import { plan } from '../plan/plan.ts';
import { nothing } from '../resources.ts';
import type { AgentView, Demand, RoleView, Snapshot, TaskView } from '../snapshot.ts';
import { sayPreemption } from './say-preemption.ts';
import { sayWhy, type Telling } from './say-why.ts';

const cores = (count: number, gigabytes = 0) => ({ ...nothing, milliCpus: count * 1000, memory: gigabytes * 2 ** 30 });
const role = (path: string, more: Partial<RoleView> = {}): RoleView => ({
  ...{ path, weight: 1, guarantee: {}, limit: {}, highestClass: 'service', ...more },
});
const agent = (id: string, more: Partial<AgentView> = {}): AgentView => ({
  ...{ id, total: cores(4, 16), attributes: new Map([['rack', '1']]), state: 'active', reserved: [], ...more },
});
const task = (id: string, on: string, count: number, more: Partial<TaskView> = {}): TaskView => ({
  ...{ id, agent: on, role: 'b', framework: 'f', application: 'f', priority: 'service', resources: cores(count, 1) },
  ...{ startedAt: 0, endsBy: null, ending: false, ...more },
});
const demand = (more: Partial<Demand> = {}): Demand => ({
  ...{ id: 'd', role: 'a', framework: 'x', application: 'x', priority: 'batch', need: cores(2, 4), count: 1 },
  ...{ where: [], declined: new Set(), since: 500, milliseconds: null, ...more },
});
const cluster: Snapshot = {
  agents: [agent('one'), agent('two')],
  roles: [role('a', { highestClass: 'interactive' }), role('b'), role('c', { limit: { milliCpus: 3000 } })],
  tasks: [task('t1', 'one', 4, { endsBy: 90_000 }), task('t2', 'two', 3)],
  demands: [],
  holds: [],
  starvedSince: new Map(),
};
const telling: Telling = { seen: (one) => one, wall: (at) => at + 1_000_000, standing: null };

function why(snapshot: Partial<Snapshot>, more: Partial<Telling> = {}) {
  const [reason] = explain(plan({ ...cluster, ...snapshot }, 1000));
  if (reason === undefined) throw new Error('Nothing waits.');
  const said = sayWhy(reason, { ...telling, ...more });
  return {
    ...said,
    headline: said.headline.text,
    checks: said.checks.map((one) => `${one.passed ? '+' : '-'} ${one.said.text}`),
    start: said.start.text,
  };
}

function placed(snapshot: Partial<Snapshot>): boolean {
  const { placements, waiting } = plan({ ...cluster, ...snapshot }, 1000);
  return placements.length === 1 && waiting.length === 0;
}

test('what waits for room hears what is short where, who holds it, what lets it start, and since when', () => {
  expect(why({ demands: [demand()] }, { standing: { share: 0, fairShare: 0.5 } })).toMatchObject({
    ...{ role: 'a', class: 'batch', need: { cpus: 2, memory: 4 * 2 ** 30 }, tasks: 1, since: 1_000_500 },
    headline: 'No agent has 2 cores free in one place.',
    checks: [
      '+ a may ask for the class batch.',
      '+ a stays within its limits.',
      '+ a has 0 % of the cluster; its fair share is 50 %.',
      '+ 2 agents take work.',
      '+ 2 agents are large enough.',
      '- 2 of 2 agents have less than 2 cores free; b holds most, 7 cores.',
    ],
    holders: [{ kind: 'cpus', roles: [{ role: 'b', amount: 7 }] }],
    start: 'It starts on one when tasks there reach their known end, unless others come first.',
    ...{ startAt: 1_090_000, startOn: 'one' },
  });
});

test('roles that somebody may not know are not named', () => {
  const said = why({ demands: [demand()] }, { seen: () => null });
  expect(said.holders[0]?.roles[0]).toEqual({ role: null, amount: 7 });
  expect(said.checks.at(-1)).toBe('- 2 of 2 agents have less than 2 cores free.');
});

test('a class, a limit, a size and constraints that are in the way are said with what would help', () => {
  expect(why({ demands: [demand({ priority: 'service' })] })).toMatchObject({
    headline: 'a may ask for the class interactive at most, and this asks for service.',
    start: 'It starts when asked for with the class interactive or a lower one.',
  });
  expect(why({ demands: [demand({ role: 'c', need: cores(4) })] })).toMatchObject({
    headline: 'c holds 0 cores of the 3 cores that are its limit; 4 cores more are too many.',
    start: 'It starts when c has given back 1 core, or when its limit is raised.',
  });
  expect(why({ demands: [demand({ need: cores(0, 64) })] })).toMatchObject({
    headline: 'No agent is as large as this: it needs 64 GiB in one place.',
    start: 'It starts with a smaller size, or on a larger agent.',
  });
  // Cores are short for now; what no agent has is the memory.
  expect(why({ demands: [demand({ need: cores(2, 64) })] }).headline).toContain('64 GiB');
  expect(why({ demands: [demand({ where: [{ attribute: 'rack', values: ['7'], not: false }] })] })).toMatchObject({
    headline: 'No agent that takes work meets its constraints.',
    checks: expect.arrayContaining(['- rack must be 7, which rules out 2 agents.']),
    start: 'It starts when an agent that meets its constraints takes work.',
  });
  const away = cluster.agents.map((one) => ({ ...one, state: 'draining' as const }));
  expect(why({ agents: away, tasks: [], demands: [demand()] }).headline).toBe('No agent takes work now.');
});

test('who made room hears for whom, by which rule, and why just this one', () => {
  const { preemptions } = plan(
    {
      ...cluster,
      roles: [...cluster.roles, role('d')],
      tasks: cluster.tasks.map((one) => ({ ...one, priority: 'batch' as const, endsBy: null })),
      demands: [demand({ role: 'd', priority: 'service', since: -10_000, need: cores(3, 4) })],
    },
    1000,
  );
  const [lost] = preemptions;
  if (lost === undefined) throw new Error('Nothing was told to end.');
  const given = { winner: 'service', seen: (one: string) => one, now: 1000 } as const;
  const said = sayPreemption(lost, given);
  expect(said.rule.text).toBe('The class service goes before batch.');
  expect(said.chosen).toMatchObject({ code: 'chosen', parameters: { role: 'b', count: 1, agents: 2 } });
  expect(said.chosen.text).toMatch(
    /^b held 88 % of the cluster, .* this one task was enough, the least of 2 choices\.$/,
  );
  expect(sayPreemption(lost, { ...given, seen: () => null }).chosen.text).toBe(
    'This one task was enough, the least of 2 choices.',
  );
});

test('each kind that is short is named with its amount, and its start is when enough of it is free', () => {
  const kinds = {
    memory: [4 * 2 ** 30, '4 GiB', 16 * 2 ** 30],
    disk: [20 * 2 ** 30, '20 GiB', 100 * 2 ** 30],
    inodes: [100, '100 files', 1000],
    bandwidth: [2e8, '200 Mbit/s', 1e9],
    ports: [2, '2 ports', 10],
  } as const;
  for (const [kind, [need, words, total]] of Object.entries(kinds)) {
    const agents = [agent('one', { total: { ...cores(4), [kind]: total } })];
    const tasks = [task('t', 'one', 0, { resources: { ...nothing, [kind]: total } })];
    const demands = [demand({ need: { ...nothing, [kind]: need } })];
    expect(why({ agents, tasks, demands })).toMatchObject({
      headline: `No agent has ${words} free in one place.`,
      start: 'It starts when enough of what runs has ended; nobody knows when that is.',
    });
    expect(placed({ agents, tasks: [], demands })).toBe(true);
  }
});

test('what a framework declined, what is reserved, kept or drained is said, and what is said to let it start does', () => {
  const open = { tasks: [], demands: [demand()] };
  const declined = (...ids: string[]) => ({ tasks: [], demands: [demand({ declined: new Set(ids) })] });
  expect(why(declined('one', 'two'))).toMatchObject({
    headline: 'Its framework declined every agent where it could run.',
    start: 'It starts when its framework takes offers of the agents that it declined; other room would do as well.',
  });
  const other = { ...declined('one'), tasks: [task('t', 'two', 4)] };
  expect(why(other).headline).toBe('Its framework declined the agents that have room.');
  expect(why(other).checks).toContain('+ Its framework declined 1 of 2 agents for now.');
  expect(placed(open)).toBe(true);

  const agents = cluster.agents.map((one) => ({ ...one, reserved: [{ role: 'b', resources: cores(3) }] }));
  expect(why({ ...open, agents })).toMatchObject({
    headline: 'No agent has 2 cores free in one place.',
    checks: expect.arrayContaining(['- On 2 agents there would be room, were it not reserved for other roles.']),
    start: 'It starts when enough of what runs has ended, or when room that is reserved for others is given back.',
  });

  const drained = cluster.agents.map((one) => ({ ...one, state: 'deactivated' as const }));
  expect(why({ ...open, agents: drained })).toMatchObject({
    headline: 'No agent takes work now.',
    checks: expect.arrayContaining(['- 2 of 2 agents take no work now.']),
    start: 'It starts when an agent takes work.',
  });
  expect(why({ ...open, agents: [] }).start).toBe('It starts when an agent takes work.');

  const hold = { demand: 'e', resources: cores(4, 4), kind: 'freed', since: 0, until: 9e9, readyAt: null } as const;
  const first = demand({ id: 'e', role: 'b', need: cores(4, 4), count: 2, priority: 'service', since: 0 });
  const kept = {
    ...{
      tasks: [task('t', 'one', 1), task('u', 'two', 1)],
      holds: [
        { ...hold, agent: 'one' },
        { ...hold, agent: 'two' },
      ],
    },
    demands: [demand(), first],
  };
  expect(why(kept).checks).toContain('- On 2 agents there would be room, were it not kept for others who come first.');
  expect(placed({ ...kept, holds: [], demands: [demand()] })).toBe(true);

  const both = { tasks: [task('t', 'one', 3), task('u', 'two', 0, { resources: cores(0, 15) })], demands: [demand()] };
  expect(why(both).headline).toBe('No agent has all that it needs free in one place.');
});

test('a lower class, a higher limit, a smaller size and another agent let start what waited for them', () => {
  expect(placed({ tasks: [], demands: [demand({ priority: 'interactive' })] })).toBe(true);
  expect(
    placed({
      tasks: [],
      roles: [role('c', { limit: { milliCpus: 4000 } })],
      demands: [demand({ role: 'c', need: cores(4) })],
    }),
  ).toBe(true);
  expect(placed({ tasks: [], demands: [demand({ need: cores(0, 16) })] })).toBe(true);
  const where = [{ attribute: 'rack', values: ['7'], not: false }];
  const agents = [...cluster.agents, agent('three', { attributes: new Map([['rack', '7']]) })];
  expect(placed({ agents, demands: [demand({ where })] })).toBe(true);
});
