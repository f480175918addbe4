import fc from 'fast-check';
import { expect, test } from 'vitest';
import { priorityClasses } from '../rules/priority-class.ts';
import { brokenLaws } from './laws.ts';
import { Simulation } from './simulation.ts';
import { smallCluster, wanted } from './small-cluster.ts';

const minute = 60_000;
const hour = 60 * minute;

test('a role has its guarantee within 45 seconds, whatever runs there', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 2, max: 8 }), { minLength: 1, maxLength: 5 }),
      fc.constantFrom('service', 'interactive', 'batch', 'scavenger'),
      fc.constantFrom(...priorityClasses),
      fc.integer({ min: 1, max: 8 }),
      fc.integer({ min: 1, max: 4 }),
      (cores, theirs, ours, guarantee, size) => {
        const most = Math.min(
          guarantee,
          cores.reduce((sum, each) => sum + each, 0),
        );
        const simulation = new Simulation(
          smallCluster({
            cores,
            roles: [{ path: 'a' }, { path: 'b', guarantee: { milliCpus: most * 1000 } }],
            happens: [
              wanted(0, 'a', theirs, size, { id: 'hog', count: 60 }),
              wanted(100, 'b', ours, 1, { id: 'ours', count: 60 }),
            ],
            minutes: 10,
          }),
        );
        simulation.run(100_000 + 45_000);
        expect(simulation.works.get('ours')?.running.size ?? 0).toBeGreaterThanOrEqual(most);
      },
    ),
    { numRuns: 200, seed: 11, interruptAfterTimeLimit: 4_000 },
  );
});

test('nothing starves: work that ends and fits is done in the end, whatever its size and class', () => {
  const work = fc.record({
    seconds: fc.integer({ min: 0, max: 1200 }),
    role: fc.constantFrom('a', 'a/x', 'b', 'c'),
    priority: fc.constantFrom(...priorityClasses),
    cores: fc.integer({ min: 1, max: 8 }),
    count: fc.integer({ min: 1, max: 10 }),
    milliseconds: fc.integer({ min: 5, max: 600 }).map((seconds) => seconds * 1000),
    endIsKnown: fc.boolean(),
  });
  const roles = [
    { path: 'a', guarantee: { milliCpus: 2000 } },
    { path: 'a/x' },
    { path: 'b', weight: 3 },
    { path: 'c', limit: { milliCpus: 8000 } },
  ];
  fc.assert(
    fc.property(fc.array(work, { minLength: 3, maxLength: 25 }), (works) => {
      const happens = works.map(({ seconds, role, priority, cores, ...more }, n) =>
        wanted(seconds, role, priority, cores, { id: `work-${n}`, ...more }),
      );
      const simulation = new Simulation(smallCluster({ cores: [8, 4], roles, happens, minutes: 2 * 24 * 60 }));
      simulation.run();
      expect([...simulation.works.keys()]).toEqual([]);
      expect(simulation.state.tasks.size).toBe(0);
    }),
    { numRuns: 100, seed: 5, interruptAfterTimeLimit: 4_000 },
  );
});

const manySmall = (agents: number, endIsKnown: boolean) =>
  Array.from({ length: 8 * agents + 4 }, (_, n) =>
    wanted(n * 7, 'a', 'batch', 1, {
      id: `small-${n}`,
      milliseconds: 5 * minute + n * 1000,
      endIsKnown,
      endless: true,
    }),
  );

test('a large demand starts though small ones never stop coming, also where its size is a guess', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 6, max: 8 }),
      fc.boolean(),
      fc.boolean(),
      (agents, large, endIsKnown, guessed) => {
        const simulation = new Simulation(
          smallCluster({
            cores: Array.from({ length: agents }, () => 8),
            roles: [{ path: 'a', weight: 5 }, { path: 'b' }],
            happens: [...manySmall(agents, endIsKnown), wanted(900, 'b', 'batch', large, { id: 'large', guessed })],
            minutes: 90,
          }),
        );
        simulation.run(900_000 + 20 * minute);
        expect(simulation.works.get('large')?.running.size).toBe(1);
      },
    ),
    { numRuns: 25, seed: 5, interruptAfterTimeLimit: 4_000 },
  );
});

test('frameworks that turn down all that is gathered for them hold back nobody else’s place', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 6, max: 8 }),
      fc.integer({ min: 1, max: 20 }),
      fc.boolean(),
      (agents, large, liars, endIsKnown) => {
        const lies = Array.from({ length: liars }, (_, n) =>
          wanted(600 + n, 'c', 'batch', 8, { id: `liar-${n}`, guessed: true, milliseconds: 1, endless: true }),
        );
        const simulation = new Simulation(
          smallCluster({
            cores: Array.from({ length: agents }, () => 8),
            roles: [{ path: 'a', weight: 5 }, { path: 'b' }, { path: 'c' }],
            happens: [...manySmall(agents, endIsKnown), ...lies, wanted(900, 'b', 'batch', large, { id: 'large' })],
            minutes: 90,
          }),
          { onCycle: (state, plan) => expect(brokenLaws(state, plan)).toEqual([]) },
        );
        simulation.run(900_000 + 20 * minute);
        expect(simulation.works.get('large')?.running.size).toBe(1);
      },
    ),
    { numRuns: 25, seed: 5, interruptAfterTimeLimit: 4_000 },
  );
});

test('shares follow the weights, to within a task', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 2, maxLength: 4 }),
      fc.integer({ min: 0, max: 200 }),
      (weights, late) => {
        const roles = weights.map((weight, n) => ({ path: `role-${n}`, weight }));
        const happens = roles.map(({ path }, n) =>
          wanted(n === 0 ? 0 : late, path, 'batch', 1, {
            id: path,
            count: 60,
            milliseconds: (40 + 7 * n) * 1000,
            endless: true,
          }),
        );
        const simulation = new Simulation(smallCluster({ cores: [10, 10, 10], roles, happens, minutes: 60 }));
        simulation.run(20 * minute);
        const before = new Map([...simulation.measures.roles].map(([role, { held }]) => [role, held]));
        simulation.run(hour);
        const total = weights.reduce((sum, weight) => sum + weight, 0);
        for (const { path, weight } of roles) {
          const held = ((simulation.measures.roles.get(path)?.held ?? 0) - (before.get(path) ?? 0)) / (40 * minute);
          expect(Math.abs(held - weight / total)).toBeLessThan(1.5 / 30);
        }
      },
    ),
    { numRuns: 20, seed: 2, interruptAfterTimeLimit: 4_000 },
  );
});
