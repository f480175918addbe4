import { expect, test } from 'vitest';
import { describeFailure } from './advice.ts';
import { printable } from './printable.ts';

test('what a terminal or a page would obey is shown as what it is; letters of every script stay', () => {
  expect(printable('\u001b]0;owned\u0007 <b>数据 ünï 😀 ‏', 100)).toBe('\\u{1b}]0;owned\\u{7} <b>数据 ünï 😀 \\u{200f}');
  expect(printable('two\nlines\u202egpj.exe', 100)).toBe('two\\u{a}lines\\u{202e}gpj.exe');
  expect(printable('\tat line 1', 100)).toBe('\tat line 1');
  expect(printable('a'.repeat(1000), 10)).toBe('a'.repeat(10));
  expect(printable('\u001b'.repeat(1000), 10)).toHaveLength(11);
});

test('a failure that a tenant has worded stays short, in lines of its own and without a command to a terminal', () => {
  const log = `${'\u001b[2J'.repeat(5000)}\n${'x'.repeat(100_000)}\n\u001b[31mred\n`.repeat(30);
  const failure = describeFailure('running', 'crashed', `It ended with code 1. ${'\u001b[2Jhi\n'.repeat(1000)}`, log);
  expect(failure.log).toHaveLength(20);
  expect(JSON.stringify(failure).length).toBeLessThan(16_000);
  for (const line of [failure.detail, ...failure.log]) expect(line).not.toMatch(/\p{Cc}/u);
  expect(failure.log.at(-1)).toBe('\\u{1b}[31mred');
});
