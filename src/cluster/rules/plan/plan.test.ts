import fc from 'fast-check';
import { expect, test } from 'vitest';
import { generated } from '../../simulator/generated.ts';
import { Random } from '../../simulator/random.ts';
import { Simulation } from '../../simulator/simulation.ts';
import { nothing } from '../resources.ts';
import type { AgentView, Demand, RoleView, Snapshot, TaskView } from '../snapshot.ts';
import type { ClusterState } from '../state/cluster-state.ts';
import { type Plan, plan, planFor } from './plan.ts';

const role = (path: string, more: Partial<RoleView> = {}): RoleView => ({
  path,
  weight: 1,
  guarantee: {},
  limit: {},
  highestClass: 'service',
  ...more,
});
const agent = (id: string, cores: number, more: Partial<AgentView> = {}): AgentView => ({
  ...{ id, total: { ...nothing, milliCpus: cores * 1000 }, attributes: new Map(), state: 'active', reserved: [] },
  ...more,
});
const demand = (id: string, cores: number, more: Partial<Demand> = {}): Demand => ({
  ...{
    id,
    role: 'a',
    framework: id,
    application: id,
    priority: 'batch',
    need: { ...nothing, milliCpus: cores * 1000 },
    count: 1,
  },
  ...{ where: [], declined: new Set(), since: 0, milliseconds: null, ...more },
});
const task = (id: string, on: string, cores: number, more: Partial<TaskView> = {}): TaskView => ({
  ...{
    id,
    agent: on,
    role: 'a',
    framework: 'f',
    application: 'f',
    priority: 'batch',
    resources: { ...nothing, milliCpus: cores * 1000 },
  },
  ...{ startedAt: 0, endsBy: null, ending: false, ...more },
});
const snapshot = (some: Partial<Snapshot>): Snapshot => ({
  ...{ agents: [], roles: [role('a'), role('b')], tasks: [], demands: [], holds: [], starvedSince: new Map(), ...some },
});

const decided = ({ round: _, ...rest }: Plan) => rest;

function asSnapshot(state: ClusterState): Snapshot {
  return {
    agents: [...state.agents.byId.values()].map(({ view }) => view),
    roles: [...state.tree.roles()].flatMap((node) => (node.role === null ? [] : [node.role])),
    tasks: [...state.tasks.values()].map(({ view }) => view),
    demands: [...state.demands.values()].map((one) => one.demand),
    holds: state.holds,
    starvedSince: state.starvedSince,
  };
}

test('a state kept up to date by events plans the same as one made anew, and a plan writes on neither', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000_000 }), (seed) => {
      const random = new Random(seed);
      const simulation = new Simulation(generated({ agents: 4, frameworks: 12, hours: 3, seed, faults: true }), {
        onCycle: (state, made, now) => {
          if (random.next() > 0.1) return;
          expect(decided(plan(asSnapshot(state), now))).toEqual(decided(made));
          expect(decided(planFor(state, now))).toEqual(decided(made));
        },
      });
      simulation.run();
    }),
    { numRuns: 6, seed: 4, interruptAfterTimeLimit: 5_000 },
  );
});

test('higher classes come first, then the role with the smaller share over its weight', () => {
  const demands = [
    demand('batch-a', 1, { count: 9 }),
    demand('batch-b', 1, { role: 'b', count: 9 }),
    demand('service', 1, { priority: 'service' }),
  ];
  const roles = [role('a', { weight: 2 }), role('b')];
  const { placements } = plan(snapshot({ agents: [agent('x', 7)], roles, demands }), 1000);
  const count = (id: string) => placements.filter((one) => one.demand.id === id).length;
  expect(placements[0]?.demand.id).toBe('service');
  expect([count('batch-a'), count('batch-b')]).toEqual([4, 2]);
});

test('what is reserved for a role is used by it and those below it alone', () => {
  const agents = [agent('x', 4, { reserved: [{ role: 'b', resources: { ...nothing, milliCpus: 3000 } }] })];
  const roles = [role('a'), role('b'), role('b/ann')];
  const demands = [demand('theirs', 2), demand('ours', 3, { role: 'b/ann' })];
  const first = plan(snapshot({ agents, roles, demands }), 1000);
  expect(first.placements.map((one) => one.demand.id)).toEqual(['ours']);
  const running = [task('t', 'x', 3, { role: 'b/ann' })];
  expect(
    plan(snapshot({ agents, roles, tasks: running, demands: [demand('small', 1)] }), 1000).placements,
  ).toHaveLength(1);
});

test('a task ends for another role only if what it has is not reserved, and for its own role also if it is', () => {
  const reserved = [{ role: 'b', resources: { ...nothing, milliCpus: 3000 } }];
  const agents = [agent('x', 4, { reserved }), agent('y', 4, { reserved: [] })];
  const tasks = [task('theirs', 'x', 3, { role: 'b/ann', priority: 'scavenger' }), task('other', 'y', 4)];
  const roles = [role('a'), role('b'), role('b/ann'), role('b/bob')];
  const urgent = (id: string, of: string) => demand(id, 3, { role: of, priority: 'service' });
  const ends = (...demands: Demand[]) =>
    plan(snapshot({ agents, roles, tasks, demands }), 60_000).preemptions.map((one) => one.task);
  expect(ends(urgent('stranger', 'a'))).toEqual(['other']);
  expect(ends(urgent('fellow', 'b/bob'))).toEqual(['theirs']);
});

test('a place that is freed for somebody is made of what is reserved for his role first', () => {
  const agents = [agent('x', 4, { reserved: [{ role: 'b', resources: { ...nothing, milliCpus: 2000 } }] })];
  const tasks = [task('one', 'x', 1), task('two', 'x', 1)];
  const roles = [role('a'), role('b')];
  const service = demand('service', 3, { role: 'b', priority: 'service' });
  const first = plan(snapshot({ agents, roles, tasks, demands: [service] }), 60_000);
  expect(first.preemptions).toHaveLength(1);
  const [ended] = first.preemptions;
  const left = tasks.filter(({ id }) => id !== ended?.task);
  const more = demand('more', 1, { count: 3 });
  const then = plan(snapshot({ agents, roles, tasks: left, demands: [service, more], holds: first.holds }), 61_000);
  expect(then.placements.map((one) => one.demand.id)).toEqual(['service']);
});

test('constraints, declined agents, draining agents and limits are kept to', () => {
  const rack = (name: string) => ({ attributes: new Map([['rack', name]]) });
  const agents = [
    agent('x', 4, rack('1')),
    agent('y', 4, rack('2')),
    agent('z', 4, { ...rack('2'), state: 'draining' }),
  ];
  const where = [{ attribute: 'rack', values: ['2'], not: false }];
  const on = (demands: Demand[], roles = [role('a')]) =>
    plan(snapshot({ agents, roles, demands }), 1000).placements.map((one) => one.agent);
  expect(on([demand('d', 1, { where, count: 9 })])).toEqual(['y', 'y', 'y', 'y']);
  expect(on([demand('d', 1, { declined: new Set(['x']) })])).toEqual(['y']);
  expect(on([demand('d', 1, { count: 9 })], [role('a', { limit: { milliCpus: 2000 } })])).toHaveLength(2);
});

test('of all agents the one is taken where the fewest of the lowest class must end, the youngest first, and none in vain', () => {
  const agents = [agent('w', 4), agent('x', 4), agent('y', 4), agent('z', 4)];
  const tasks = [
    ...[1, 2, 3, 4].map((n) => task(`w${n}`, 'w', 1)),
    ...[1, 2, 3, 4].map((n) => task(`x${n}`, 'x', 1, { priority: 'scavenger' })),
    ...[1, 2].map((n) => task(`y${n}`, 'y', 2, { priority: 'scavenger', startedAt: n })),
    task('z1', 'z', 3, { priority: 'scavenger' }),
    task('z2', 'z', 1, { priority: 'interactive' }),
  ];
  const wants = (cores: number) =>
    plan(snapshot({ agents, tasks, demands: [demand('d', cores, { role: 'b', priority: 'interactive' })] }), 60_000);
  expect(wants(2).preemptions.map((one) => one.task)).toEqual(['y2']);
  expect(wants(3).preemptions.map((one) => one.task)).toEqual(['z1']);
  expect(
    wants(4)
      .preemptions.map((one) => one.task)
      .sort(),
  ).toEqual(['y1', 'y2']);
  expect(wants(4).holds).toMatchObject([{ agent: 'y', demand: 'd', kind: 'freed', until: 60_000 + 30_000 + 15_000 }]);
  expect(wants(5).preemptions).toEqual([]);
});

test('nothing ends while a place is being freed, and for what ends by itself in time', () => {
  const agents = [agent('x', 2)];
  const demands = [demand('d', 2, { role: 'b', priority: 'service' })];
  const first = snapshot({ agents, tasks: [task('t', 'x', 2)], demands });
  const { preemptions, holds } = plan(first, 60_000);
  expect(preemptions).toHaveLength(1);
  const ending = [task('t', 'x', 2, { ending: true, endsBy: 90_000 })];
  expect(plan({ ...first, tasks: ending, holds }, 61_000).preemptions).toEqual([]);
  expect(plan({ ...first, tasks: ending }, 61_000).preemptions).toEqual([]);
  expect(plan({ ...first, tasks: [task('t', 'x', 2, { endsBy: 80_000 })] }, 60_000).preemptions).toEqual([]);
});

test('a place that is kept for a guess goes to who said what he needs; a guess makes nothing end', () => {
  const agents = [agent('x', 4)];
  const tasks = [task('t', 'x', 3, { role: 'b', priority: 'scavenger' })];
  const guess = demand('guess', 4, { inferred: true, guess: { because: 'turned-down', most: nothing } });
  const small = demand('small', 1);
  const first = plan(snapshot({ agents, tasks, demands: [guess, small] }), 60_000);
  expect(first.holds).toMatchObject([{ demand: 'guess', kind: 'gathered' }]);
  expect(first.preemptions).toEqual([]);
  // Scavengers end for nobody of their own class, so that a place has to be gathered for this one too.
  const said = demand('said', 4, { priority: 'scavenger' });
  const scavenging = demand('small', 1, { priority: 'scavenger', milliseconds: 10 });
  const ending = [task('t', 'x', 3, { role: 'b', priority: 'scavenger', endsBy: 100_000 })];
  const holds = first.holds.map((hold) => ({ ...hold, readyAt: 100_000 }));
  const later = { agents, tasks: ending, demands: [guess, said, scavenging], holds };
  expect(plan(snapshot(later), 61_000).holds).toMatchObject([{ demand: 'said' }]);
});

const ended = (some: Partial<Snapshot>) => plan(snapshot(some), 100_000).preemptions.map(({ task: id }) => id);
const urgent = (id: string, cores: number, more: Partial<Demand> = {}) =>
  demand(id, cores, { priority: 'service', role: 'b', ...more });

test('on one agent the lowest class ends first, and who turns out not to be needed stays', () => {
  const two = [
    task('batch', 'one', 2, { startedAt: 90 }),
    task('scavenger', 'one', 2, { priority: 'scavenger', startedAt: 10 }),
  ];
  expect(ended({ agents: [agent('one', 4)], tasks: two, demands: [urgent('d', 2)] })).toEqual(['scavenger']);
  const large = [task('batch', 'one', 4), task('scavenger', 'one', 1, { priority: 'scavenger' })];
  expect(ended({ agents: [agent('one', 5)], tasks: large, demands: [urgent('d', 4)] })).toEqual(['batch']);
});

test('nothing ends for what would pass a limit, has only come, or on agents that are declined; and only so much in a cycle', () => {
  const full = { agents: [agent('one', 4)], tasks: [task('t', 'one', 4)] };
  expect(ended({ ...full, demands: [urgent('d', 2)] })).toEqual(['t']);
  const limited = [role('a'), role('b', { limit: { milliCpus: 1000 } })];
  expect(ended({ ...full, roles: limited, demands: [urgent('d', 2)] })).toEqual([]);
  const several = { agents: [agent('one', 4)], tasks: [1, 2, 3, 4].map((n) => task(`t-${n}`, 'one', 1)) };
  const three = [role('a'), role('b', { limit: { milliCpus: 3000 } })];
  expect(ended({ ...several, roles: three, demands: [urgent('d', 2, { count: 2 })] })).toHaveLength(2);
  expect(ended({ ...full, demands: [urgent('d', 2, { declined: new Set(['one']) })] })).toEqual([]);
  expect(ended({ ...full, demands: [urgent('d', 2, { since: 98_500 })] })).toEqual([]);
  const many = Array.from({ length: 150 }, (_, n) => task(`t-${n}`, 'one', 1));
  const crowd = { agents: [agent('one', 150)], tasks: many };
  expect(ended({ ...crowd, demands: [urgent('d', 1, { count: 150 })] })).toHaveLength(100);
});

test('a role that was promised room and one that starves are held to their limits too', () => {
  const full = { agents: [agent('one', 4)], tasks: [task('t', 'one', 4)] };
  const promised = (limit: number) => [
    role('a'),
    role('b', { guarantee: { milliCpus: 4000 }, limit: { milliCpus: limit } }),
  ];
  const demands = [demand('d', 2, { role: 'b' })];
  expect(ended({ ...full, roles: promised(4000), demands })).toEqual(['t']);
  expect(ended({ ...full, roles: promised(1000), demands })).toEqual([]);
});
