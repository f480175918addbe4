import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nothing } from '../rules/resources.ts';
import type { Demand, TaskView } from '../rules/snapshot.ts';
import { ClusterState } from '../rules/state/cluster-state.ts';
import type { Change } from './messages.ts';
import { partsOf, StateCopy } from './state-copy.ts';
import { takeChange } from './take-change.ts';

const core = { ...nothing, milliCpus: 1000 };
const common = { role: 'a', framework: 'f', application: 'f', priority: 'batch' as const };
const agent = (n: number): Change => {
  const view = { id: `agent-${n}`, total: core, attributes: new Map(), state: 'active' as const, reserved: [] };
  return { type: 'agent', agent: view };
};
const task = (n: number): TaskView => ({
  ...{ ...common, id: `task-${n}`, agent: `agent-${n % 7}`, resources: core },
  ...{ startedAt: n, endsBy: null, ending: false },
});
const demand = (n: number): Demand => ({
  ...{ ...common, id: `demand-${n}`, need: core, count: 1 },
  ...{ where: [], declined: new Set(), since: n, milliseconds: null },
});
const some = fc.nat({ max: 1500 });
const anyChange: fc.Arbitrary<Change> = fc.oneof(
  some.map((n): Change => ({ type: 'task', task: task(n) })),
  some.map((n): Change => ({ type: 'over', task: `task-${n}` })),
  some.map((n): Change => ({ type: 'ending', task: `task-${n}`, by: n })),
  some.map((n): Change => ({ type: 'demand', demand: demand(n) })),
  some.map((n): Change => ({ type: 'no-demand', demand: `demand-${n}` })),
);

const byId = (all: readonly { readonly id: string }[]) => new Map(all.map((one) => [one.id, one]));

test('a copy that is made in parts is the state as it is at the end, whatever changes between the parts', () => {
  fc.assert(
    fc.property(fc.array(fc.array(anyChange, { maxLength: 40 }), { minLength: 5, maxLength: 5 }), (between) => {
      const state = new ClusterState();
      state.setRole({ path: 'a', weight: 1, guarantee: {}, limit: {}, highestClass: 'service' });
      for (let n = 0; n < 7; n++) takeChange(state, agent(n));
      for (let n = 0; n < 1500; n += 2) takeChange(state, { type: 'task', task: task(n) });
      for (let n = 0; n < 1500; n += 3) takeChange(state, { type: 'demand', demand: demand(n) });
      const copy = new StateCopy();
      const meanwhile: Change[] = [];
      let part = 0;
      for (const changes of partsOf(state)) {
        for (const change of changes) copy.take(change);
        for (const change of between[part++] ?? []) {
          takeChange(state, change);
          meanwhile.push(change);
        }
      }
      for (const change of meanwhile) copy.take(change);
      const snapshot = copy.snapshot({ holds: [], starvedSince: new Map() }, []);
      expect(part).toBeGreaterThan(2);
      expect(byId(snapshot.tasks)).toEqual(byId([...state.tasks.values()].map(({ view }) => view)));
      expect(byId(snapshot.demands)).toEqual(byId([...state.demands.values()].map((one) => one.demand)));
    }),
    { numRuns: 50 },
  );
});
