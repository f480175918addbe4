import { expect, test } from 'vitest';
import { withinLimit } from './within-limit.ts';

const gibibyte = 2 ** 30;

test('no more is said to be free than the limit of the home leaves', () => {
  const space = { totalBytes: 20.2 * gibibyte, freeBytes: 20.1 * gibibyte };
  expect(withinLimit(space, { limit: 20 * gibibyte, used: gibibyte }, 0)).toEqual({
    totalBytes: 20 * gibibyte,
    freeBytes: 19 * gibibyte,
  });
  expect(withinLimit(space, { limit: 20 * gibibyte, used: null }, 0.5 * gibibyte).freeBytes).toBe(19.5 * gibibyte);
});

test('no more is said to be free than there is', () => {
  const space = { totalBytes: 50 * gibibyte, freeBytes: gibibyte };
  expect(withinLimit(space, { limit: 20 * gibibyte, used: 0 }, 0).freeBytes).toBe(gibibyte);
  expect(withinLimit(space, undefined, 0)).toEqual({ totalBytes: 50 * gibibyte, freeBytes: gibibyte });
});
