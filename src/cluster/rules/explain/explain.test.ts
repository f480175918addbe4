import { expect, test } from 'vitest';
import { plan } from '../plan/plan.ts';
import { nothing } from '../resources.ts';
import type { AgentView, Demand, RoleView, Snapshot, TaskView } from '../snapshot.ts';
import { explain, explainOne } from './explain.ts';

const cores = (count: number, gigabytes = 0) => ({ ...nothing, milliCpus: count * 1000, memory: gigabytes * 1e9 });
const role = (path: string, more: Partial<RoleView> = {}): RoleView => ({
  path,
  weight: 1,
  guarantee: {},
  limit: {},
  highestClass: 'service',
  ...more,
});
const agent = (id: string, rack: string, more: Partial<AgentView> = {}): AgentView => ({
  ...{ id, total: cores(4, 16), attributes: new Map([['rack', rack]]), state: 'active', reserved: [], ...more },
});
const task = (
  id: string,
  on: string,
  count: number,
  endsBy: number | null,
  more: Partial<TaskView> = {},
): TaskView => ({
  ...{ id, agent: on, role: 'b', framework: 'f', application: 'f', priority: 'service', resources: cores(count, 1) },
  ...{ startedAt: 0, endsBy, ending: false, ...more },
});
const demand = (id: string, more: Partial<Demand> = {}): Demand => ({
  ...{ id, role: 'a', framework: id, application: id, priority: 'batch', need: cores(2, 4), count: 1 },
  ...{ where: [], declined: new Set(), since: 500, milliseconds: null, ...more },
});

const base: Snapshot = {
  agents: [
    agent('one', '1'),
    agent('two', '1'),
    agent('three', '2'),
    agent('four', '2', { reserved: [{ role: 'b', resources: cores(2, 4) }] }),
    agent('five', '2', { state: 'draining' }),
  ],
  roles: [role('a', { highestClass: 'interactive' }), role('b'), role('c', { limit: { milliCpus: 3000 } })],
  tasks: [
    task('t1', 'one', 4, 90_000),
    task('t2', 'two', 3, 70_000, { role: 'c', framework: 'g' }),
    task('t3', 'three', 3, null),
    task('t4', 'four', 2, null, { role: 'c', framework: 'g' }),
  ],
  demands: [],
  holds: [
    {
      agent: 'three',
      demand: 'kept',
      resources: cores(4, 16),
      kind: 'gathered',
      since: 0,
      until: 999_999,
      readyAt: null,
    },
  ],
  starvedSince: new Map(),
};

function why(one: Partial<Demand>) {
  const kept = demand('kept', { need: cores(4, 16), since: 900, role: 'b' });
  return explainOne(plan({ ...base, demands: [kept, demand('d', one)] }, 1000), 'd');
}

test('a demand says on how many agents each thing is in its way, who holds it, and when room comes', () => {
  expect(why({ need: cores(2, 4) })).toMatchObject({
    tasks: 1,
    since: 500,
    refusal: { why: 'no-room' },
    agents: {
      total: 5,
      inactive: 1,
      eligible: 4,
      declined: 0,
      short: { milliCpus: 4, memory: 1 },
      tooSmall: 0,
      reserved: 1,
      kept: 0,
    },
    holders: [
      {
        kind: 'milliCpus',
        roles: [
          { role: 'b', amount: 7000 },
          { role: 'c', amount: 5000 },
        ],
      },
      {
        kind: 'memory',
        roles: [
          { role: 'b', amount: 2e9 },
          { role: 'c', amount: 2e9 },
        ],
      },
    ],
    start: { by: 'known-ends', agent: 'two', at: 70_000 },
  });
});

test('constraints and declined agents count, and only agents that are left are looked at', () => {
  const where = [{ attribute: 'rack', values: ['1'], not: false }];
  expect(why({ where, declined: new Set(['two']) })).toMatchObject({
    agents: { constraints: [{ agents: 3 }], eligible: 2, declined: 1, short: { milliCpus: 2 } },
    holders: [
      {
        roles: [
          { role: 'b', amount: 4000 },
          { role: 'c', amount: 3000 },
        ],
      },
    ],
  });
  expect(why({ where: [{ attribute: 'rack', values: ['9'], not: false }] })).toMatchObject({
    start: { by: 'another-agent', constrained: true },
  });
});

test('a place that is kept for another is said, as is one that is kept for itself', () => {
  expect(why({ need: cores(1, 2), where: [{ attribute: 'rack', values: ['2'], not: false }] })).toMatchObject({
    agents: { short: { milliCpus: 2 }, kept: 1 },
    start: { by: 'ends' },
  });
  const kept = demand('kept', { need: cores(4, 16), role: 'b' });
  const [reason] = explain(plan({ ...base, demands: [kept] }, 1000));
  expect(reason).toMatchObject({ start: { by: 'kept-place', agent: 'three', at: null } });
});

test('a limit, a class that is not allowed and a need that no agent has are said', () => {
  expect(why({ role: 'c' })).toMatchObject({
    refusal: { why: 'limit' },
    start: { by: 'limit', role: 'c', kind: 'milliCpus', over: 4000 },
  });
  expect(why({ priority: 'service' })).toMatchObject({ start: { by: 'class', highest: 'interactive' } });
  expect(why({ need: cores(64) })).toMatchObject({ agents: { tooSmall: 4 }, start: { by: 'larger-agent' } });
});
