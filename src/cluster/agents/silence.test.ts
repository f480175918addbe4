import { expect, test } from 'vitest';
import { Silence } from './silence.ts';

test('an agent is given up once after its time of silence, whatever the calendar says, and again after it was back', () => {
  const times = { wall: 1e12, monotonic: 0 };
  const silence = new Silence({ now: () => times.wall, monotonic: () => times.monotonic }, 600_000);
  const two = new Set(['two']);
  expect(silence.tooLong(two)).toEqual([]);
  times.wall += 86_400_000;
  times.monotonic = 599_999;
  expect(silence.tooLong(two)).toEqual([]);
  times.monotonic = 600_000;
  expect(silence.tooLong(two)).toEqual(['two']);
  expect(silence.tooLong(two)).toEqual([]);
  expect(silence.tooLong(new Set())).toEqual([]);
  expect(silence.tooLong(two)).toEqual([]);
  times.monotonic = 1_200_000;
  expect(silence.tooLong(two)).toEqual(['two']);
});
