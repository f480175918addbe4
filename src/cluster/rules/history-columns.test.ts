import { expect, test } from 'vitest';
import type { HistoryPoint, Pair } from '../measure/history-point.ts';
import { historyColumns } from './history-columns.ts';

const minute = 60_000;
const point = (at: number, groups: Record<string, Pair>, preempted = 0): HistoryPoint => ({
  ...{ at, total: [10, 100], groups, measured: [1, null], running: 2, waiting: 1, preempted },
});

test('who used what stands in columns; groups that somebody may not know are one', () => {
  const points = [point(0, { growth: [4, 40], secret: [1, 10] }), point(minute, { growth: [5, 50], ops: [1, 1] }, 2)];
  expect(historyColumns(points, minute, (group) => (group === 'secret' ? null : group))).toEqual({
    stepMilliseconds: minute,
    times: [0, minute],
    total: { cpus: [10, 10], memory: [100, 100] },
    roles: [
      { role: 'growth', cpus: [4, 5], memory: [40, 50] },
      { role: 'ops', cpus: [0, 1], memory: [0, 1] },
      { role: null, cpus: [1, 0], memory: [10, 0] },
    ],
    ...{ measured: { cpus: [1, 1], memory: [null, null] }, running: [2, 2], waiting: [1, 1], preempted: [0, 2] },
  });
});

test('a day has at most 288 columns, and all that was preempted is in them', () => {
  const points = Array.from({ length: 1440 }, (_, at) => point(at * minute, { growth: [1, 1] }, 1));
  const { times, stepMilliseconds, preempted } = historyColumns(points, minute, (group) => group);
  expect(stepMilliseconds).toBe(5 * minute);
  expect(times).toHaveLength(288);
  expect(preempted.reduce((sum, count) => sum + count, 0)).toBe(1440);
});

test('the groups that used most keep their names, all others are one', () => {
  const groups = Object.fromEntries(Array.from({ length: 9 }, (_, at) => [`g${at}`, [at + 1, 1] as Pair]));
  const { roles } = historyColumns([point(0, groups)], minute, (group) => group);
  expect(roles.map(({ role }) => role)).toEqual(['g2', 'g3', 'g4', 'g5', 'g6', 'g7', 'g8', null]);
  expect(roles.at(-1)?.cpus).toEqual([3]);
});
