import { expect, test } from 'vitest';
import { chartSpec, choiceOf, guessChart } from './chart-choice.ts';

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
