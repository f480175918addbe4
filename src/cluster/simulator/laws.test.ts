import fc from 'fast-check';
import { expect, test } from 'vitest';
import { priorityClasses } from '../rules/priority-class.ts';
import type { Reservation } from '../rules/snapshot.ts';
import { generated } from './generated.ts';
import { brokenLaws } from './laws.ts';
import type { Timed } from './scenario.ts';
import { Simulation } from './simulation.ts';
import { cpus, smallCluster, wanted } from './small-cluster.ts';

const minute = 60_000;
const paths = ['a', 'a/x', 'a/y', 'b', 'b/x', 'c'] as const;

const anyRoles = fc.tuple(
  ...paths.map((path) =>
    fc.record({
      path: fc.constant(path),
      weight: fc.integer({ min: 1, max: 3 }),
      guarantee: fc.oneof(
        { weight: 3, arbitrary: fc.constant({}) },
        fc.record({ milliCpus: fc.integer({ min: 1, max: 6 }).map((n) => n * 1000) }),
      ),
      limit: fc.oneof(
        { weight: 3, arbitrary: fc.constant({}) },
        fc.record({ milliCpus: fc.integer({ min: 4, max: 12 }).map((n) => n * 1000) }),
      ),
    }),
  ),
);

const anyWork = fc.record({
  seconds: fc.integer({ min: 0, max: 600 }),
  role: fc.constantFrom(...paths),
  priority: fc.constantFrom(...priorityClasses),
  cores: fc.integer({ min: 1, max: 5 }),
  count: fc.integer({ min: 1, max: 8 }),
  milliseconds: fc.option(fc.integer({ min: 5, max: 900 }).map((seconds) => seconds * 1000)),
  endIsKnown: fc.boolean(),
  endless: fc.boolean(),
});

const someWork = fc.array(anyWork, { minLength: 2, maxLength: 14 });

const anyCores = fc.array(fc.integer({ min: 2, max: 8 }), { minLength: 1, maxLength: 4 });

/** For each agent a share of its cores that one role has for itself; of some two. */
const anyReserved = fc.array(
  fc.array(fc.record({ role: fc.constantFrom(...paths), part: fc.integer({ min: 1, max: 4 }) }), { maxLength: 2 }),
  { minLength: 4, maxLength: 4 },
);

type AnyReserved = typeof anyReserved extends fc.Arbitrary<infer Value> ? Value : never;

function asReserved(all: AnyReserved, cores: readonly number[]): Reservation[][] {
  return all.map((some, n) =>
    some.map(({ role, part }) => ({ role, resources: cpus(Math.floor(((cores[n] ?? 0) * part) / 8)) })),
  );
}

function asTimed(works: readonly (typeof anyWork extends fc.Arbitrary<infer Work> ? Work : never)[]): Timed[] {
  return works.map(({ seconds, role, priority, cores, ...more }, n) =>
    wanted(seconds, role, priority, cores, { id: `work-${n}`, ...more }),
  );
}

test('no plan breaks a law: agents, reservations, limits, guarantees, freed places, victims', () => {
  fc.assert(
    fc.property(
      anyCores,
      anyReserved,
      anyRoles,
      someWork,
      fc.boolean(),
      (cores, reservations, roles, works, faults) => {
        const lost: Timed[] = faults
          ? [
              { at: 5 * minute, type: 'lost', agent: 'agent-0' },
              { at: 8 * minute, type: 'back', agent: 'agent-0' },
            ]
          : [];
        const reserved = asReserved(reservations, cores);
        const scenario = smallCluster({ cores, reserved, roles, happens: [...asTimed(works), ...lost], minutes: 40 });
        const simulation = new Simulation(scenario, {
          onCycle: (state, plan) => expect(brokenLaws(state, plan)).toEqual([]),
        });
        simulation.run();
      },
    ),
    { numRuns: 100, seed: 7, interruptAfterTimeLimit: 8_000 },
  );
});

test('when nothing more happens, preemption comes to rest', () => {
  fc.assert(
    fc.property(anyCores, anyReserved, anyRoles, someWork, (cores, reservations, roles, works) => {
      const forEver = asTimed(works.map((work) => ({ ...work, milliseconds: null })));
      let last = 0;
      const reserved = asReserved(reservations, cores);
      const scenario = smallCluster({ cores, reserved, roles, happens: forEver, minutes: 7 * 24 * 60 });
      new Simulation(scenario, {
        onCycle: (_, { preemptions }, now) => {
          if (preemptions.length > 0) last = now;
        },
      }).run();
      expect(last).toBeLessThan(60 * minute);
    }),
    { numRuns: 100, seed: 7, interruptAfterTimeLimit: 8_000 },
  );
});

test('a week of a small cluster keeps the laws, and what is preempted is a small part', () => {
  let broken = 0;
  let cycles = 0;
  const simulation = new Simulation(generated({ agents: 6, frameworks: 8, hours: 24 * 7, seed: 3, faults: true }), {
    cycleEvery: 30_000,
    onCycle: (state, plan) => {
      if (cycles++ % 5 === 0) broken += brokenLaws(state, plan).length;
    },
  });
  const { placed, preemptions, waits } = simulation.run();
  expect(broken).toBe(0);
  const preempted = [...preemptions.values()].reduce((sum, count) => sum + count, 0);
  expect(preempted / placed).toBeLessThan(0.2);
  expect(waits.get('interactive')?.quantile(0.95)).toBeLessThan(90_000);
}, 120_000);

test('the same seed gives the same week', () => {
  const outcome = () => {
    const simulation = new Simulation(generated({ agents: 5, frameworks: 16, hours: 6, seed: 9, faults: true }), {
      seed: 9,
    });
    const { placed, preemptions, utilisation } = simulation.run();
    return { placed, preemptions, utilisation, tasks: [...simulation.state.tasks.keys()] };
  };
  expect(outcome()).toEqual(outcome());
});
