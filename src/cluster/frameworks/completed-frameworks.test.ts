import { expect, test } from 'vitest';
import { CompletedFrameworks } from './completed-frameworks.ts';

const stored = (id: string, account: string) => ({
  record: {
    ...{ id, account, name: id, roles: [], suppressedRoles: [], capabilities: [], labels: [] },
    ...{ failoverTimeoutMs: 0, hostname: '', webUiUrl: '' },
  },
  ...{ registeredAt: 1, reregisteredAt: null, endedAt: 2 },
});

test('the last of each account are known, and those that have tasks yet', () => {
  const completed = new CompletedFrameworks(100);
  const busy = (id: string) => id === 'm-0';
  completed.add(stored('a', 'alice'), busy);
  const gone = Array.from({ length: 150 }, (_, n) => completed.add(stored(`m-${n}`, 'mallory'), busy)).flat();
  expect(gone).toEqual(Array.from({ length: 50 }, (_, n) => `m-${n + 1}`));
  expect(completed.get('m-0')).toBeDefined();
  expect(completed.get('m-1')).toBeUndefined();
  expect(completed.get('a')).toBeDefined();
  expect([...completed.all()].length).toBe(101);
});
