import { expect, test } from 'vitest';
import { judgeIdle } from './idle.ts';

const minute = 60_000;
const limits = { stopAfterMilliseconds: 60 * minute, warnMilliseconds: 5 * minute };

test('a workspace in use stays, however old its last activity is', () => {
  expect(judgeIdle({ busy: true, lastActivityAt: 0 }, limits, 500 * minute)).toEqual({ verdict: 'stay' });
});

test('an idle workspace stays, then is warned of the moment, then stops', () => {
  const idle = { busy: false, lastActivityAt: 0 };
  expect(judgeIdle(idle, limits, 54 * minute)).toEqual({ verdict: 'stay' });
  expect(judgeIdle(idle, limits, 55 * minute)).toEqual({ verdict: 'warn', stopAt: 60 * minute });
  expect(judgeIdle(idle, limits, 60 * minute)).toEqual({ verdict: 'stop', idleMilliseconds: 60 * minute });
});

test('with the limit at 0 nothing is ever stopped', () => {
  const never = { ...limits, stopAfterMilliseconds: 0 };
  expect(judgeIdle({ busy: false, lastActivityAt: 0 }, never, 1e12)).toEqual({ verdict: 'stay' });
});
