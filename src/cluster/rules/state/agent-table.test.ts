import fc from 'fast-check';
import { expect, test } from 'vitest';
import { priorityClasses } from '../priority-class.ts';
import { nothing, type Resources } from '../resources.ts';
import type { AgentView, TaskView } from '../snapshot.ts';
import type { AgentTable } from './agent-table.ts';
import { ClusterState } from './cluster-state.ts';

const few = fc.nat({ max: 3 });
const some: fc.Arbitrary<Resources> = fc
  .record({ milliCpus: fc.integer({ min: 1, max: 4000 }), memory: fc.integer({ min: 1, max: 2 ** 40 }) })
  .map((one) => ({ ...nothing, ...one }));
const agent: fc.Arbitrary<AgentView> = fc.record({
  id: few.map((n) => `agent-${n}`),
  total: some,
  attributes: few.map((n) => new Map([['rack', `r${n % 2}`]])),
  state: fc.constantFrom('active', 'active', 'active', 'draining', 'unreachable'),
  reserved: fc.oneof(
    { weight: 3, arbitrary: fc.constant([]) },
    some.map((resources) => [{ role: 'a', resources }]),
  ),
});
const task: fc.Arbitrary<TaskView> = fc.record({
  id: fc.nat({ max: 12 }).map((n) => `task-${n}`),
  agent: few.map((n) => `agent-${n}`),
  role: fc.constantFrom('a', 'b'),
  framework: fc.constant('f'),
  application: fc.constant('f'),
  priority: fc.constantFrom(...priorityClasses),
  resources: some,
  startedAt: fc.constant(0),
  endsBy: fc.option(fc.nat({ max: 20 })),
  ending: fc.boolean(),
});
type Step = (state: ClusterState) => void;
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: task.map(
      (one): Step =>
        (state) =>
          state.agents.byId.has(one.agent) && state.setTask(one),
    ),
  },
  {
    weight: 2,
    arbitrary: task.map(
      ({ id }): Step =>
        (state) =>
          state.removeTask(id),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(task, few).map(
      ([{ id }, by]): Step =>
        (state) =>
          state.endTask(id, by),
    ),
  },
  {
    weight: 1,
    arbitrary: agent.map(
      (one): Step =>
        (state) =>
          state.setAgent(one),
    ),
  },
  {
    weight: 1,
    arbitrary: agent.map(
      ({ id }): Step =>
        (state) =>
          void state.removeAgent(id),
    ),
  },
  { weight: 2, arbitrary: fc.constant<Step>((state) => state.agents.settle()) },
);

test('what is booked as tasks come and go is what a table made anew from them has', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      const kept = withRoles();
      for (let n = 0; n < 4; n++) kept.setAgent({ ...plain, id: `agent-${n}` });
      for (const take of steps) take(kept);
      const anew = withRoles();
      for (const { view } of kept.agents.byId.values()) anew.setAgent(view);
      for (const { view } of kept.tasks.values()) anew.setTask(view);
      expect(columnsOf(kept.agents)).toEqual(columnsOf(anew.agents));
    }),
    { numRuns: 300 },
  );
});

const plain = { total: nothing, attributes: new Map(), state: 'active', reserved: [] } as const;

function withRoles(): ClusterState {
  const state = new ClusterState();
  for (const path of ['a', 'b']) state.setRole({ path, weight: 1, guarantee: {}, limit: {}, highestClass: 'system' });
  return state;
}

function columnsOf(table: AgentTable) {
  table.settle();
  const { open, coming, inTime, lower, nextEnd } = table;
  return table.ordered.map(({ view, row }) => ({
    agent: view.id,
    amounts: [open, coming, inTime, ...lower].map((one) => one.get(row)),
    nextEnd: nextEnd[row],
  }));
}
