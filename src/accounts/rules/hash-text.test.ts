import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { formatHash, isOutdated, parseHash } from './hash-text.ts';

const cost = { memoryKiB: 32_768, passes: 3, parallelism: 1 };

test('a stored hash says how it was made', () => {
  const hash = { ...cost, salt: randomBytes(16), tag: randomBytes(32) };
  expect(formatHash(hash)).toMatch(/^\$argon2id\$v=19\$m=32768,t=3,p=1\$/);
  expect(parseHash(formatHash(hash))).toEqual(hash);
  expect(isOutdated(hash, cost)).toBe(false);
  expect(isOutdated(hash, { ...cost, passes: 4 })).toBe(true);
});

test('anything else is not taken for a hash', () => {
  for (const text of ['', 'plain', '$argon2i$v=19$m=1,t=1,p=1$aa$aa', '$argon2id$v=16$m=1,t=1,p=1$aa$aa'])
    expect(() => parseHash(text)).toThrow();
});
