import { expect, test } from 'vitest';
import { amountText, durationText, shareText, sizeText } from './amount-text.ts';
import { sentence } from './sentence.ts';

test('amounts are said in the unit of their kind', () => {
  expect(amountText('cpus', 0.5)).toBe('0.5 cores');
  expect(amountText('cpus', 1)).toBe('1 core');
  expect(amountText('memory', 4 * 2 ** 30)).toBe('4 GiB');
  expect(amountText('memory', 1_500_000_000)).toBe('1.4 GiB');
  expect(amountText('inodes', 12_000)).toBe('12,000 files');
  expect(amountText('bandwidth', 50e6)).toBe('50 Mbit/s');
  expect(sizeText({ cpus: 2, memory: 2 ** 30, disk: 0, inodes: 0, bandwidth: 0, ports: 0 })).toBe(
    '2 cores, 1 GiB memory',
  );
  expect(sizeText({ cpus: 0, memory: 0, disk: 0, inodes: 0, bandwidth: 0, ports: 0 })).toBe('nothing');
});

test('durations and shares are rounded to what a person would say', () => {
  expect([45_000, 240_000, 7_200_000, 3 * 86_400_000].map(durationText)).toEqual(['45 s', '4 min', '2 h', '3 days']);
  expect([0.5, 0.034, 1].map(shareText)).toEqual(['50 %', '3.4 %', '100 %']);
});

test('a sentence keeps its code and parameters, and has a form for one', () => {
  expect(sentence('ended-exit', { exitCode: 3 })).toEqual({
    ...{ code: 'ended-exit', parameters: { exitCode: 3 }, text: 'It ended with exit code 3.' },
  });
  expect(sentence('kept', { count: 1 }).text).toMatch(/^On one agent/);
  expect(sentence('kept', { count: 2 }).text).toMatch(/^On 2 agents/);
  expect(sentence('ended-memory', { kind: 'memory', limitAmount: 2 ** 30 }).text).toContain('its 1 GiB of memory');
});
