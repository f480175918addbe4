import { expect, test } from 'vitest';
import { sizeAdvice } from './size-advice.ts';

const gib = 1024 ** 3;
const advise = (cpus: number | null, memory: number | null, milliseconds = 600_000) =>
  sizeAdvice({ asked: { cpus: 4, memory: 8 * gib }, peak: { cpus, memory }, milliseconds })?.text ?? null;

test('advice on a size has the figure behind it', () => {
  expect(advise(3, 1 * gib)).toBe('It used 1 GiB at most of the 8 GiB it asked for; 1.3 GiB would do.');
  expect(advise(0.5, 7 * gib)).toBe('It used 0.5 cores at most of the 4 cores it asked for; 0.7 cores would do.');
  expect(advise(3, 7.9 * gib)).toBe('It used 7.9 GiB of the 8 GiB it asked for; ask for 12 GiB.');
});

test('a size that is right, one not measured, and one measured too shortly get no advice', () => {
  expect(advise(3, 6 * gib)).toBeNull();
  expect(advise(null, null)).toBeNull();
  expect(advise(0.1, 0.1 * gib, 60_000)).toBeNull();
});
