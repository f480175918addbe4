import { expect, test } from 'vitest';
import { crumbs, join, nameOf, notebookName, parentOf, placeOf } from './home-path.ts';

test('a path has a name, a folder and a place', () => {
  expect(join('', 'a.csv')).toBe('a.csv');
  expect(join('groups/growth', 'a.csv')).toBe('groups/growth/a.csv');
  expect(parentOf('a/b/c')).toBe('a/b');
  expect(parentOf('a')).toBe('');
  expect(nameOf('a/b')).toBe('b');
  expect(placeOf('groups/growth/deep/a')).toBe('groups/growth');
  expect(placeOf('grouped/growth')).toBe('');
  expect(notebookName('groups/growth/Delay study.ipynb')).toBe('Delay study');
});

test('each folder on the way is a step', () => {
  expect(crumbs('a/b')).toEqual([
    { name: 'a', path: 'a' },
    { name: 'b', path: 'a/b' },
  ]);
  expect(crumbs('')).toEqual([]);
});
