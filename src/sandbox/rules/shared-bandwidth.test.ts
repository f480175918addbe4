import { expect, test } from 'vitest';
import { sharedBandwidth } from './shared-bandwidth.ts';

const task = (rate?: number) => ({ kind: 'task' as const, limits: rate ? { bandwidthBitsPerSecond: rate } : {} });
const workspace = (rate?: number) => ({ ...task(rate), kind: 'workspace' as const });

test('tasks of one tenant have the sum of what each was counted with, and its workspace its share beside them', () => {
  expect(sharedBandwidth([task(10), task(20)], 0)).toBe(30);
  expect(sharedBandwidth([workspace(100), task(10)], 100)).toBe(110);
  expect(sharedBandwidth([workspace(100), { ...workspace(100), kind: 'files' }], 100)).toBe(100);
});

test('tasks that were counted with none use the tenant’s share, which may have no limit', () => {
  expect(sharedBandwidth([task(), task(), task(10)], 100)).toBe(110);
  expect(sharedBandwidth([task(), task(10)], 0)).toBeUndefined();
  expect(sharedBandwidth([workspace(), task(10)], 0)).toBeUndefined();
});
