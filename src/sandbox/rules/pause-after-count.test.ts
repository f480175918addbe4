import { expect, test } from 'vitest';
import { pauseAfterCount } from './pause-after-count.ts';

test('many files are counted seldom', () => {
  expect(pauseAfterCount(1_000, 900)).toBe(18_000);
});

test('a busy machine counts few files as often as a quiet one', () => {
  expect(pauseAfterCount(30, 20)).toBe(2_000);
  expect(pauseAfterCount(600, 20)).toBe(2_000);
});

test('a slow disk is left alone most of the time', () => {
  expect(pauseAfterCount(60_000, 1_000)).toBe(180_000);
});

test('a task that ended meanwhile makes no count dearer than it can have been', () => {
  expect(pauseAfterCount(500, 3_600_000)).toBe(10_000);
});
