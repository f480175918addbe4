import { expect, test } from 'vitest';
import { formatBytes } from './format-bytes.ts';
import { formatAgo, formatDuration, formatElapsed } from './format-time.ts';
import { rangeOfKeys } from './row-range.ts';
import { sortRows } from './sort-rows.ts';

const now = new Date(2026, 10, 22, 13, 0).getTime();
const hour = 3_600_000;

test('bytes have three digits at most, and files count as memory does', () => {
  expect(formatBytes(0)).toBe('0 B');
  expect(formatBytes(999)).toBe('999 B');
  expect(formatBytes(38_400_000)).toBe('36.6 MiB');
  expect(formatBytes(1024 ** 2 - 1)).toBe('1 MiB');
  expect(formatBytes(184 * 1024 ** 3)).toBe('184 GiB');
  expect(formatBytes(4 * 1024 ** 3)).toBe('4 GiB');
});

test('how long ago is said the shorter the nearer', () => {
  expect(formatAgo(now - 20_000, now, 'en')).toBe('now');
  expect(formatAgo(now - 12 * 60_000, now, 'en')).toBe('12 min ago');
  expect(formatAgo(now - hour, now, 'en')).toBe('1 hr ago');
  expect(formatAgo(now - 20 * hour, now, 'en')).toBe('yesterday');
  expect(formatAgo(new Date(2026, 10, 18).getTime(), now, 'en')).toBe('18 Nov');
  expect(formatAgo(new Date(2025, 2, 4).getTime(), now, 'en')).toBe('4 Mar 2025');
  expect(formatAgo(now - 12 * 60_000, now, 'zh-CN')).toBe('12分钟前');
});

test('a running clock shows minutes and seconds, and hours when there are some', () => {
  expect(formatElapsed(9_400)).toBe('0:09');
  expect(formatElapsed(hour + 65_000)).toBe('1:01:05');
});

test('a duration is exact where it is short', () => {
  expect(formatDuration(12.4, 'en')).toBe('12 ms');
  expect(formatDuration(420, 'en')).toBe('0.4 s');
  expect(formatDuration(14_200, 'en')).toBe('14 s');
  expect(formatDuration(240_000, 'en')).toBe('4 min');
  expect(formatDuration(3 * hour, 'en')).toBe('3 h');
});

test('rows without a value come last in either direction', () => {
  const rows = [{ size: 3 }, { size: null }, { size: 1 }];
  expect(sortRows(rows, (row) => row.size, true).map((row) => row.size)).toEqual([1, 3, null]);
  expect(sortRows(rows, (row) => row.size, false).map((row) => row.size)).toEqual([3, 1, null]);
});

test('names sort as people count: 2 before 10', () => {
  expect(sortRows(['a10', 'a2', 'B1'], (row) => row, true)).toEqual(['a2', 'a10', 'B1']);
});

test('a range of rows goes either way', () => {
  expect(rangeOfKeys(['a', 'b', 'c', 'd'], (row) => row, 2, 1)).toEqual(['b', 'c']);
});
