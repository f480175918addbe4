import { expect, test } from 'vitest';
import { Watchers } from './watchers.ts';

test('when one stream is over there is room for another; accounts do not count together', () => {
  const watchers = new Watchers(10);
  const leave = Array.from({ length: 10 }, () => watchers.enter('mallory'));
  expect(() => watchers.enter('mallory')).toThrow('10 times at once');
  watchers.enter('alice');
  leave[0]?.();
  watchers.enter('mallory');
  expect(() => watchers.enter('mallory')).toThrow();
});
