import { expect, test } from 'vitest';
import { Deadlines } from './deadlines.ts';

const day = 86_400_000;

function at(start: number) {
  const times = { wall: start, monotonic: 50 };
  const clock = { now: () => times.wall, monotonic: () => times.monotonic };
  const pass = (milliseconds: number) => {
    times.wall += milliseconds;
    times.monotonic += milliseconds;
  };
  return { times, pass, deadlines: new Deadlines(clock) };
}

test.each([day, -day])('a clock that jumps by %i ms makes nothing late and nothing early', (jump) => {
  const { times, pass, deadlines } = at(1e12);
  const ask = () => {
    const over = deadlines.isOver('t', 1e12 + 10_000);
    deadlines.tidy();
    return over;
  };
  expect(ask()).toBe(false);
  times.wall += jump;
  expect(ask()).toBe(false);
  pass(9_000);
  expect(ask()).toBe(false);
  pass(1_000);
  expect(ask()).toBe(true);
});

test('another time under the same key is another one, and what nobody asks for is forgotten', () => {
  const { times, deadlines } = at(1e12);
  expect(deadlines.isOver('t', 1e12 + 10_000)).toBe(false);
  expect(deadlines.isOver('t', 1e12 - 1)).toBe(true);
  deadlines.tidy();
  deadlines.tidy();
  times.wall += 20_000;
  expect(deadlines.isOver('t', 1e12 + 10_000)).toBe(true);
});
