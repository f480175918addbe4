import { expect, test } from 'vitest';
import { storageLayout } from './layout.ts';

test('a name that was not checked does not become a path', () => {
  const layout = storageLayout('/data');
  expect(layout.home('alice')).toBe('/data/homes/alice');
  expect(layout.group('growth')).toBe('/data/groups/growth');
  for (const name of ['..', 'a/b', 'Alice', '', '.', 'a\0', 'ä']) expect(() => layout.home(name)).toThrow();
});
