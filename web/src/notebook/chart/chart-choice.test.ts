import { expect, test } from 'vitest';
import type { ResultColumn } from '../../../../src/engines/duckdb/result.ts';
import { chartSpec, choiceOf, guessChart } from './chart-choice.ts';
import { timeTicks } from './time-ticks.ts';

const text = (name: string) => ({ name, type: 'VARCHAR', kind: 'text' as const });
const number = (name: string, type = 'DOUBLE') => ({ name, type, kind: 'number' as const });
const time = (name: string) => ({ name, type: 'DATE', kind: 'time' as const });

test('names and a measure become horizontal bars', () => {
  const columns = [text('origin'), number('flights', 'BIGINT')];
  const choice = guessChart(
    columns,
    [
      ['EWR', 3],
      ['ORD', 2],
    ],
    2,
  );
  expect(choice).toEqual({ mark: 'bar', x: 1, y: 0, color: null, aggregate: 'none' });
});

test('a measure over days becomes a line', () => {
  const columns = [time('day'), number('delay')];
  expect(
    guessChart(
      columns,
      [
        ['2026-01-01', 3],
        ['2026-01-02', 2],
      ],
      2,
    )?.mark,
  ).toBe('line');
});

test('names that repeat are aggregated', () => {
  const columns = [text('origin'), number('delay')];
  expect(
    guessChart(
      columns,
      [
        ['EWR', 3],
        ['EWR', 2],
        ['ORD', 1],
      ],
      3,
    )?.aggregate,
  ).toBe('sum');
});

test('text alone has no chart', () => {
  expect(guessChart([text('a')], [['x']], 1)).toBeNull();
});

test('a stored chart reads back as it was chosen', () => {
  const columns = [text('origin'), number('a.b'), number('c')];
  const choice = { mark: 'bar', x: 1, y: 0, color: 2, aggregate: 'mean' } as const;
  expect(choiceOf(chartSpec(choice, columns), columns)).toEqual(choice);
});

test('counts of a grouped result are added up, in a colour for each of few names', () => {
  const columns: ResultColumn[] = [
    { name: 'month', type: 'DATE', kind: 'time' },
    { name: 'origin', type: 'VARCHAR', kind: 'text' },
    { name: 'n', type: 'BIGINT', kind: 'number' },
  ];
  const rows = (names: number) =>
    Array.from({ length: 100 }, (_, at) => [`20${13 + Math.floor(at / names / 12)}-01-01`, `A${at % names}`, at]);
  expect(guessChart(columns, rows(3), 4_000)).toMatchObject({ mark: 'line', x: 0, y: 2, color: 1 });
  expect(guessChart(columns, rows(50), 4_000)).toMatchObject({ x: 0, y: 2, color: null, aggregate: 'sum' });
});

test('the ticks of a time axis keep to the months or years of its values', () => {
  const months = Array.from({ length: 12 }, (_, at) => `2013-${String(at + 1).padStart(2, '0')}-01`);
  expect(timeTicks(months)).toEqual({ tickCount: { interval: 'month', step: 1 }, format: '%b %Y' });
  expect(timeTicks(['2013-01-01 00:00:00', '2016-01-01 00:00:00'])).toMatchObject({ format: '%Y' });
  expect(timeTicks([...months, '2013-12-02'])).toBeUndefined();
});
