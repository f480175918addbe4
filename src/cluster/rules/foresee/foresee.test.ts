import { expect, test } from 'vitest';
import { defaultPlanSettings } from '../plan/settings.ts';
import { nothing } from '../resources.ts';
import type { AgentView, Demand, RoleView, Snapshot, TaskView } from '../snapshot.ts';
import { foresee } from './foresee.ts';

const cores = (count: number) => ({ ...nothing, milliCpus: count * 1000 });
const role = (path: string, more: Partial<RoleView> = {}): RoleView => ({
  ...{ path, weight: 1, guarantee: {}, limit: {}, highestClass: 'service', ...more },
});
const agent: AgentView = { id: 'one', total: cores(4), attributes: new Map(), state: 'active', reserved: [] };
const task = (id: string, more: Partial<TaskView> = {}): TaskView => ({
  ...{ id, agent: 'one', role: 'b', framework: 'f', application: id, priority: 'batch', resources: cores(1) },
  ...{ startedAt: 0, endsBy: null, ending: false, ...more },
});
const demand = (id: string, more: Partial<Demand> = {}): Demand => ({
  ...{ id, role: 'a', framework: id, application: id, priority: 'batch', need: cores(1), count: 1 },
  ...{ where: [], declined: new Set(), since: 0, milliseconds: null, ...more },
});
const full: Snapshot = {
  ...{
    agents: [agent],
    roles: [role('a', { limit: { milliCpus: 0 } }), role('b')],
    holds: [],
    starvedSince: new Map(),
  },
  ...{ tasks: ['t1', 't2', 't3', 't4'].map((id) => task(id)), demands: [demand('d', { count: 2 })] },
};
const look = (snapshot: Snapshot) => foresee(snapshot, 10_000, 100_000, defaultPlanSettings);

test('a role whose limit is lifted starves first, then has its place from who has more than a fair share', () => {
  expect(look(full)).toMatchObject({ starts: [], preemptions: [], waiting: 2 });
  const { starts, preemptions, waiting } = look({ ...full, roles: [role('a'), role('b')] });
  expect({ starts, ended: preemptions.length, waiting }).toEqual({ starts: ['d'], ended: 1, waiting: 1 });
});

test('a guarantee takes at once, and what is known to end makes room without anybody losing', () => {
  const guaranteed = look({ ...full, roles: [role('a', { guarantee: { milliCpus: 2000 } }), role('b')] });
  expect(guaranteed).toMatchObject({ starts: ['d', 'd'], waiting: 0 });
  expect(guaranteed.preemptions.map(({ rule }) => rule.why)).toEqual(['guarantee', 'guarantee']);
  const ends = look({
    ...full,
    roles: [role('a'), role('b')],
    tasks: [task('t1', { endsBy: 20_000, resources: cores(4) })],
  });
  expect(ends).toMatchObject({ starts: ['d', 'd'], preemptions: [], waiting: 0 });
});
