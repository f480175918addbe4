import { expect, test } from 'vitest';
import { hostResources, type ShareOptions } from './host-resources.ts';

const found = { cpus: 8, memoryBytes: 16e9, diskBytes: 100e9, inodes: 5000, bandwidthBitsPerSecond: undefined };
const share: ShareOptions = {
  cpus: 0,
  memoryBytes: 0,
  diskBytes: 0,
  bandwidthBitsPerSecond: 0,
  parts: 1,
  kept: { cpus: 0.25, memoryBytes: 1e9, diskBytes: 2e9 },
  ports: [],
  attributes: {},
};

test('tasks get what the host has, less what the platform keeps for itself', () => {
  expect(hostResources(found, share)).toEqual({
    milliCpus: 7750,
    memory: 15e9,
    disk: 98e9,
    inodes: 5000,
    bandwidth: 1e9,
  });
});

test('several platforms on one machine have a share of it each', () => {
  const third = { ...share, cpus: 2.5, memoryBytes: 4e9, diskBytes: 1e9, bandwidthBitsPerSecond: 5e7 };
  expect(hostResources(found, third)).toEqual({ milliCpus: 2250, memory: 3e9, disk: 0, inodes: 5000, bandwidth: 5e7 });
});
