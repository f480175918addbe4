import { expect, test } from 'vitest';
import { numberStep, timeStep } from './chart-steps.ts';

test('stretches of numbers are round, and few enough', () => {
  expect(numberStep(100, 60)).toBe(2);
  expect(numberStep(60, 60)).toBe(1);
  expect(numberStep(3_000_000, 1_000)).toBe(5_000);
  expect(numberStep(0.5, 60)).toBeCloseTo(0.01);
  for (const span of [1e-9, 0.37, 7, 99, 12_345, 8e15])
    for (const most of [10, 60, 1_000]) expect(span / numberStep(span, most)).toBeLessThanOrEqual(most + 1e-6);
});

test('stretches of time are those that people count in', () => {
  expect(timeStep(90 * 86_400, 60)).toBe('7 days');
  expect(timeStep(3_600, 60)).toBe('1 minutes');
  expect(timeStep(86_400 * 365 * 3, 60)).toBe('1 months');
  expect(timeStep(86_400 * 365 * 1e6, 60)).toBe('100000 years');
});
