import { expect, test } from 'vitest';
import { type KeptResult, resultsToRemove } from './retention.ts';

const kept = (id: string, cellId: string, at: number, bytes = 10): KeptResult => ({
  id,
  notebook: 'n',
  cellId,
  bytes,
  createdAt: new Date(at).toISOString(),
});

test("results of a cell's earlier run go, those of the same run and of other cells stay", () => {
  const all = [
    kept('old', 'a', 1),
    kept('other', 'b', 2),
    kept('new1', 'a', 3),
    kept('new2', 'a', 3),
    kept('none', '', 1),
  ];
  expect(resultsToRemove(all, new Set(['new1', 'new2']), 1_000)).toEqual(['old']);
});

test('above the limit the oldest go first, never what just ran', () => {
  const all = [kept('1', 'a', 1), kept('2', 'b', 2), kept('3', 'c', 3), kept('new', 'd', 4, 500)];
  expect(resultsToRemove(all, new Set(['new']), 515)).toEqual(['1', '2']);
  expect(resultsToRemove(all, new Set(['new']), 100)).toEqual(['1', '2', '3']);
});
