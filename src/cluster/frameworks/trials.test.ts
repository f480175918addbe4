import { expect, test } from 'vitest';
import { nothing } from '../rules/resources.ts';
import { Trials } from './trials.ts';

const minute = 60_000;
const guess = { need: { ...nothing, milliCpus: 2000 }, because: 'turned-down' } as const;
const larger = { need: { ...nothing, milliCpus: 4000 }, because: 'turned-down' } as const;

test('an account has one size tried at a time, whatever its frameworks do', () => {
  const trials = new Trials(() => 0);
  expect(trials.guess('ann', 'f', 'r', guess)).toBeGreaterThan(0);
  expect(trials.guess('ann', 'g', 'r', guess)).toBeNull();
  expect(trials.of('ann', 'g', 'r')).toBeNull();
  trials.guess('ann', 'f', 'r', larger);
  expect(trials.of('ann', 'f', 'r')).toMatchObject(larger);
  expect(trials.guess('bob', 'h', 'r', guess)).toBeGreaterThan(0);
});

test('who turns down whatever comes is tried ever more seldom, and less than a fifth of a day', () => {
  let now = 0;
  const trials = new Trials(() => now);
  let tried = 0;
  for (; now < 24 * 60 * minute; now += minute) {
    trials.guess('ann', 'f', 'r', guess);
    if (trials.of('ann', 'f', 'r') !== null) tried++;
  }
  expect(tried).toBeGreaterThan(10);
  expect(tried).toBeLessThan((24 * 60) / 5);
});

test('who launches in the end may have the next size tried at once', () => {
  let now = 0;
  const trials = new Trials(() => now);
  trials.guess('ann', 'f', 'r', guess);
  trials.guess('ann', 'f', 'r', null);
  trials.guess('ann', 'f', 'r', guess);
  expect(trials.of('ann', 'f', 'r')).toBeNull();
  now += minute;
  trials.launched('ann');
  trials.guess('ann', 'f', 'r', guess);
  expect(trials.of('ann', 'f', 'r')).toMatchObject(guess);
  trials.only('ann', 'f', []);
  expect(trials.of('ann', 'f', 'r')).toBeNull();
});
