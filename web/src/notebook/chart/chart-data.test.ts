import { expect, test } from 'vitest';
import { chartSpec } from './chart-choice.ts';
import { pointsRequest, pointsSpec } from './chart-data.ts';

const columns = [
  { name: 'origin', type: 'VARCHAR', kind: 'text' as const },
  { name: 'delay', type: 'DOUBLE', kind: 'number' as const },
];

test('names and a measure are asked for as horizontal bars', () => {
  const choice = { mark: 'bar', x: 1, y: 0, color: null, aggregate: 'mean' } as const;
  expect(pointsRequest(choice, columns)).toEqual({ mark: 'bar', axis: 0, measure: 1, aggregate: 'mean' });
  expect(pointsSpec(chartSpec(choice, columns), choice, columns).encoding).toEqual({
    x: { field: 'measure', type: 'quantitative', title: 'mean of delay' },
    y: { field: 'axis', type: 'nominal', sort: null, title: 'origin', axis: { title: null } },
  });
});

test('text is counted, never measured', () => {
  const choice = { mark: 'line', x: 1, y: 0, color: null, aggregate: 'none' } as const;
  expect(pointsRequest(choice, columns)).toBeNull();
  expect(pointsRequest({ ...choice, aggregate: 'count' }, columns)).toMatchObject({ axis: 1, measure: 0 });
});
