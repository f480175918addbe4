import { expect, test } from 'vitest';
import { quoted } from './copy-range.ts';

test('what would break a line of the table is quoted', () => {
  expect(quoted('plain "text"')).toBe('plain "text"');
  expect(quoted('a\tb')).toBe('"a\tb"');
  expect(quoted('"a"\nb')).toBe('"""a""\nb"');
});
