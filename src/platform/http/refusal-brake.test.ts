import { expect, test } from 'vitest';
import { RefusalBrake } from './refusal-brake.ts';

test('of an account that is refused without end a few are written, the rest is counted, and others are written', () => {
  const counted: [string, number][] = [];
  const brake = new RefusalBrake((...one) => counted.push(one));
  const results = Array.from({ length: 1000 }, (_, i) => brake.take('bob', i));
  expect(results.filter((result) => result === 'yes')).toHaveLength(59);
  expect(results[59]).toBe('last');
  expect(new Set(results.slice(60))).toEqual(new Set(['counted']));
  expect(brake.take('alice', 1000)).toBe('yes');
  expect(brake.take('bob', 11 * 60_000)).toBe('yes');
  expect(counted).toEqual([['bob', 940]]);
});
