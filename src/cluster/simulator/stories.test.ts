import { expect, test } from 'vitest';
import { brokenLaws } from './laws.ts';
import type { Scenario } from './scenario.ts';
import { Simulation } from './simulation.ts';
import { cpus, smallCluster, wanted } from './small-cluster.ts';

const minute = 60_000;

function lawful(scenario: Scenario): Simulation {
  return new Simulation(scenario, { onCycle: (state, plan) => expect(brokenLaws(state, plan)).toEqual([]) });
}

function running(simulation: Simulation, work: string): number {
  return simulation.works.get(work)?.running.size ?? 0;
}

function cores(simulation: Simulation, role: string): number {
  return simulation.state.held().held(simulation.state.tree.role(role)).milliCpus / 1000;
}

test('greedy batch holds all; a service and a workspace run within the grace, and batch has it all again afterwards', () => {
  const simulation = lawful(
    smallCluster({
      cores: [2],
      roles: [{ path: 'a' }, { path: 'a/spark' }, { path: 'b' }, { path: 'b/ops' }, { path: 'b/ann' }],
      happens: [
        wanted(0, 'a/spark', 'batch', 1, { id: 'spark', count: 10 }),
        wanted(60, 'b/ops', 'service', 1, { id: 'app' }),
        wanted(60, 'b/ann', 'interactive', 1, { id: 'workspace' }),
        { at: 10 * minute, type: 'cancel', work: 'app' },
        { at: 10 * minute, type: 'cancel', work: 'workspace' },
      ],
      minutes: 20,
    }),
  );
  simulation.run(minute - 1);
  expect(running(simulation, 'spark')).toBe(2);
  simulation.run(minute + 45_000);
  expect([running(simulation, 'app'), running(simulation, 'workspace')]).toEqual([1, 1]);
  simulation.run(10 * minute - 1);
  expect([running(simulation, 'app'), running(simulation, 'workspace')]).toEqual([1, 1]);
  simulation.run(10 * minute + 2000);
  expect(running(simulation, 'spark')).toBe(2);
});

test('scavengers make room within ten seconds', () => {
  const simulation = lawful(
    smallCluster({
      cores: [4, 4],
      roles: [{ path: 'a' }, { path: 'b' }],
      happens: [
        wanted(0, 'a', 'scavenger', 1, { id: 'idle', count: 50 }),
        wanted(60, 'b', 'interactive', 3, { id: 'workspace' }),
      ],
      minutes: 5,
    }),
  );
  simulation.run(minute + 10_000);
  expect(running(simulation, 'workspace')).toBe(1);
  expect(running(simulation, 'idle')).toBe(5);
  expect(simulation.measures.preemptions.get('scavenger')).toBe(3);
});

test('two of the same class never stay stuck, and they come to rest', () => {
  let last = 0;
  const scenario = smallCluster({
    cores: [8, 8],
    roles: [{ path: 'a' }, { path: 'b' }],
    happens: [
      wanted(0, 'a', 'batch', 1, { id: 'first', count: 100 }),
      wanted(100, 'b', 'batch', 1, { id: 'second', count: 100 }),
    ],
    minutes: 600,
  });
  const simulation = new Simulation(scenario, {
    onCycle: (state, plan, now) => {
      expect(brokenLaws(state, plan)).toEqual([]);
      if (plan.preemptions.length > 0) last = now;
    },
  });
  simulation.run(100_000 + 75_000);
  expect(running(simulation, 'second')).toBeGreaterThanOrEqual(4);
  simulation.run();
  expect(last).toBeLessThan(10 * minute);
  expect(running(simulation, 'first') + running(simulation, 'second')).toBe(16);
});

test('a role gets its guarantee from whoever has more than theirs, a service too, and keeps it', () => {
  const simulation = lawful(
    smallCluster({
      cores: [4, 4],
      roles: [{ path: 'a' }, { path: 'b', guarantee: { milliCpus: 3000 } }],
      happens: [
        wanted(0, 'a', 'service', 1, { id: 'apps', count: 20 }),
        wanted(60, 'b', 'batch', 1, { id: 'job', count: 10 }),
        wanted(300, 'a', 'service', 1, { id: 'more', count: 20 }),
      ],
      minutes: 30,
    }),
  );
  simulation.run(minute + 40_000);
  expect(cores(simulation, 'b')).toBe(3);
  simulation.run();
  expect(cores(simulation, 'b')).toBe(3);
  expect(simulation.measures.preemptions.get('batch')).toBeUndefined();
});

test('a role that only starves takes nothing of a higher class', () => {
  const simulation = lawful(
    smallCluster({
      cores: [4],
      roles: [{ path: 'a' }, { path: 'b' }],
      happens: [wanted(0, 'a', 'service', 1, { id: 'apps', count: 4 }), wanted(60, 'b', 'batch', 1, { id: 'job' })],
      minutes: 60,
    }),
  );
  simulation.run();
  expect(running(simulation, 'apps')).toBe(4);
});

test('a large demand does not starve behind small ones, and what ends in time runs in its place meanwhile', () => {
  const small = { endless: true, milliseconds: 10 * minute, endIsKnown: true };
  const simulation = lawful(
    smallCluster({
      cores: [8, 8],
      roles: [{ path: 'a' }, { path: 'b' }],
      happens: [
        ...Array.from({ length: 24 }, (_, n) => wanted(n * 40, 'a', 'batch', 1, { id: `small-${n}`, ...small })),
        wanted(1200, 'b', 'batch', 8, { id: 'large' }),
        wanted(1260, 'a', 'batch', 1, { id: 'short', milliseconds: 5_000, endIsKnown: true, endless: true }),
      ],
      minutes: 60,
    }),
  );
  const settings = simulation.run(20 * minute);
  expect(running(simulation, 'large')).toBe(0);
  simulation.run(20 * minute + 12 * minute);
  expect(running(simulation, 'large')).toBe(1);
  expect(settings.placed).toBeGreaterThan(24);
});

test('tasks of one application never make room for each other', () => {
  const simulation = lawful(
    smallCluster({
      cores: [2],
      roles: [{ path: 'a' }],
      happens: [
        wanted(0, 'a', 'batch', 1, { id: 'job', count: 5 }),
        wanted(10, 'a', 'service', 2, { id: 'app', need: cpus(2) }),
      ],
      minutes: 5,
    }),
  );
  simulation.run();
  expect(running(simulation, 'app')).toBe(1);
  expect(running(simulation, 'job')).toBe(0);
});

test('a place that was freed goes to the one for whom it was freed, though others would have taken it', () => {
  const simulation = lawful(
    smallCluster({
      cores: [4],
      roles: [{ path: 'a' }, { path: 'b' }, { path: 'c' }],
      happens: [
        wanted(0, 'a', 'batch', 1, { id: 'job', count: 8 }),
        wanted(60, 'b', 'interactive', 4, { id: 'large' }),
        ...Array.from({ length: 10 }, (_, n) => wanted(61 + n, 'c', 'interactive', 1, { id: `small-${n}` })),
      ],
      minutes: 5,
    }),
  );
  simulation.run(minute + 40_000);
  expect(running(simulation, 'large')).toBe(1);
});
