import { expect, test } from 'vitest';
import { bytes, cores, duration, graceDuration, someResources } from './amounts.ts';
import { tableText } from './table-text.ts';
import { folderHere } from './task-request.ts';

test('sizes, cores and times are read as people write them, and nothing else', () => {
  expect(['4GB', '4GiB', '4g', '512mb', '100'].map(bytes)).toEqual([4e9, 4 * 2 ** 30, 4 * 2 ** 30, 512e6, 100]);
  expect(['2', '0.5'].map(cores)).toEqual([2, 0.5]);
  expect(['90s', '30m', '2h', '1d'].map(duration)).toEqual([90_000, 1_800_000, 7_200_000, 86_400_000]);
  for (const bad of ['', '4XB', 'GB', '1.2.3', '-1']) expect(() => bytes(bad), bad).toThrow(/size/);
  for (const bad of ['', 'two', '-1', 'Infinity']) expect(() => cores(bad), bad).toThrow(/cores/);
  for (const bad of ['', '10', '5y', '0s']) expect(() => duration(bad), bad).toThrow(/time/);
  expect(['0', '0s', '5s'].map(graceDuration)).toEqual([0, 0, 5000]);
});

test('amounts of a role are named by kind; none takes them away', () => {
  expect(someResources('cpus=4,memory=16GB')).toEqual({ cpus: 4, memory: 16e9 });
  expect(someResources('none')).toBe('none');
  expect(() => someResources('gpus=1')).toThrow(/cpus=4,memory=16GB/);
});

test('a command begins where its caller stands in the home, and only there', () => {
  expect(folderHere(true, '/home/ada/work', '/home/ada')).toBe('work');
  expect(folderHere(true, '/home/ada', '/home/ada')).toBe('');
  expect(folderHere(true, '/tmp', '/home/ada')).toBeNull();
  expect(folderHere(false, '/home/ada/work', '/home/ada')).toBeNull();
});

test('a table has columns', () => {
  expect(
    tableText(
      ['A', 'N'],
      [
        ['xyz', '1'],
        ['x', '20'],
      ],
      ['N'],
    ),
  ).toBe('A     N\nxyz   1\nx    20\n');
});
