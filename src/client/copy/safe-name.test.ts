import { expect, test } from 'vitest';
import { isSafeName } from './safe-name.ts';

test('a name from the server that leads out of its folder is none', () => {
  for (const name of ['', '.', '..', '../x', '/etc/x', 'a/b', 'a\0b']) expect(isSafeName(name, 'linux')).toBe(false);
  for (const name of ['x', '..x', '.hidden', '表 1.csv', 'a:b', 'a\\b']) expect(isSafeName(name, 'linux')).toBe(true);
  for (const name of ['..\\x', 'C:x']) expect(isSafeName(name, 'win32')).toBe(false);
});
