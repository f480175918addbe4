import { expect, test } from 'vitest';
import type { HealthCheck } from '../task.ts';
import { type Health, judge, parseSaid, resultOf } from './health.ts';

const check: HealthCheck = {
  how: { kind: 'http', port: 80, path: '/', scheme: 'http' },
  delaySeconds: 0,
  intervalSeconds: 10,
  timeoutSeconds: 20,
  graceSeconds: 10,
  failures: 3,
};
const run = (answers: [number, { code: number; status?: number }][]) => {
  let health: Health = { failures: 0 };
  return answers.map(([at, said]) => {
    const { tell, end, ...next } = judge(check, health, said, at);
    health = next;
    return [health.healthy, health.failures, tell, end];
  });
};
const good = { code: 0, status: 204 };
const bad = { code: 0, status: 500 };

test('failures in the time of grace do not count, until there was a success', () => {
  expect(
    run([
      [1000, bad],
      [2000, good],
      [3000, bad],
      [4000, good],
      [5000, good],
    ]),
  ).toEqual([
    [undefined, 0, false, false],
    [true, 0, true, false],
    [false, 1, true, false],
    [true, 0, true, false],
    [true, 0, false, false],
  ]);
});

test('the task is ended at the third failure in a row', () => {
  expect(
    run([
      [11_000, bad],
      [12_000, { code: 1 }],
      [13_000, { code: 124 }],
    ]).map(([, , , end]) => end),
  ).toEqual([false, false, true]);
});

test('a redirect is healthy, no answer is not', () => {
  expect(
    run([
      [11_000, { code: 0, status: 302 }],
      [12_000, { code: 0 }],
    ]).map(([healthy]) => healthy),
  ).toEqual([true, false]);
});

test('what a check says is taken apart, and nothing else is believed', () => {
  expect(parseSaid('health 0 200')).toEqual({ name: 'health', said: { code: 0, status: 200 } });
  expect(parseSaid('check 124 ')).toEqual({ name: 'check', said: { code: 124 } });
  for (const line of ['', 'health', 'health x', 'other 0', 'health 0 200 more', `health ${'9'.repeat(99)}`])
    expect(parseSaid(line)).toBeUndefined();
});

test('a result is told as Mesos tells it', () => {
  expect(resultOf({ kind: 'command', argv: ['x'], env: {} }, { code: 3 })).toEqual({ exitCode: 3 });
  expect(resultOf({ kind: 'command', argv: ['x'], env: {} }, { code: 124 })).toEqual({});
  expect(resultOf({ kind: 'tcp', port: 1 }, { code: 1 })).toEqual({ succeeded: false });
  expect(resultOf(check.how, { code: 0, status: 503 })).toEqual({ statusCode: 503 });
  expect(resultOf(check.how, { code: 1 })).toEqual({});
});
