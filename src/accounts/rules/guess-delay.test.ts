import { expect, test } from 'vitest';
import { fail, forgive, guessDelay, noFailures } from './guess-delay.ts';

const limit = { free: 3, firstDelayMilliseconds: 1000, longestDelayMilliseconds: 8000, forgiveMilliseconds: 60_000 };
const failed = (times: number) =>
  Array.from({ length: times }).reduce((state: typeof noFailures) => fail(state, limit, 0), noFailures);

test('the first failures cost nothing, then the delay doubles up to the longest', () => {
  const delays = [1, 2, 3, 4, 5, 6, 7, 1000].map((times) => guessDelay(failed(times), limit, 0));
  expect(delays).toEqual([0, 0, 1000, 2000, 4000, 8000, 8000, 8000]);
});

test('a delay ends by itself', () => {
  expect(guessDelay(failed(4), limit, 1500)).toBe(500);
  expect(guessDelay(failed(4), limit, 2000)).toBe(0);
});

test('failures are forgiven one by one', () => {
  expect(forgive(failed(5), limit, 119_999).count).toBe(4);
  expect(forgive(failed(5), limit, 120_000)).toEqual({ count: 3, at: 120_000 });
  expect(forgive(failed(5), limit, 300_000)).toEqual(noFailures);
});
