import { normalize } from 'node:path/posix';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isWithin, join, nameOf, parentOf, parseHomePath, parseNewPath } from './home-path.ts';

const refused = [
  '/etc/passwd',
  '..',
  '../alice',
  'a/../../b',
  'a/..',
  './a',
  'a/./b',
  'a//b',
  '//a',
  '/',
  'a\0.txt',
  '..\\..\\windows',
  'a\\..\\b',
  '%2e%2e/%2e%2e/etc',
  '..%2fetc',
  '%252e%252e%252fetc',
  '%25252e',
  'a%00.png',
  'a%5c..',
  '\ud800',
];

test.each(refused)('the path %j is refused and the field named', (text) => {
  expect(() => parseHomePath(text, 'to')).toThrow(expect.objectContaining({ status: 400, field: 'to' }));
});

test.each([
  '',
  'a',
  'a/b.csv',
  'groups/growth/x',
  '...',
  '..a',
  'a..b',
  '.hidden',
  '100%',
  '50%20off',
  'a\\b',
  '数据/表.csv',
])('the path %j is taken as it is', (text) => {
  expect(parseHomePath(text)).toBe(text);
});

test('whatever text comes, a path that is taken stays below the folder that it is joined to', () => {
  const pieces = fc.constantFrom('..', '.', '/', '\\', '%2e', '%2f', 'a', '', '\0', '%25');
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(pieces).map((parts) => parts.join('')),
      ),
      (text) => {
        let path: string;
        try {
          path = parseHomePath(text);
        } catch {
          return;
        }
        const whole = path === '' ? '/home/alice' : `/home/alice/${path}`;
        expect(normalize(whole)).toBe(whole);
        expect(whole === '/home/alice' || whole.startsWith('/home/alice/')).toBe(true);
      },
    ),
  );
});

test('what is new gets no name that breaks on other systems, though such names can be read and deleted', () => {
  for (const name of ['a\\b', 'line\nbreak', 'esc\u001b[31m', '  ']) {
    expect(() => parseNewPath(name)).toThrow(expect.objectContaining({ code: 'name-invalid' }));
    expect(parseHomePath(name)).toBe(name);
  }
  expect(() => parseNewPath('x'.repeat(256))).toThrow(expect.objectContaining({ code: 'name-too-long' }));
  expect(() => parseNewPath('字'.repeat(86))).toThrow(expect.objectContaining({ code: 'name-too-long' }));
});

test('a folder whose name begins like another is not within it', () => {
  expect(isWithin(parseHomePath('data/al'), parseHomePath('data/alice'))).toBe(false);
  expect(isWithin(parseHomePath('data/al'), parseHomePath('data/al/x'))).toBe(true);
  expect(isWithin(parseHomePath(''), parseHomePath('x'))).toBe(true);
});

test('a path is its parent and its name', () => {
  const path = parseHomePath('a/b/c');
  expect(join(parentOf(path), nameOf(path))).toBe(path);
  expect(parentOf(parseHomePath('a'))).toBe('');
});
