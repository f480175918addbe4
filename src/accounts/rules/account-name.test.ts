import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalName, whyNotName } from './account-name.ts';

test.each(['alice', 'a', 'data.team', 'x_1-y.z', `a${'b'.repeat(31)}`])('%s is a name', (name) => {
  expect(whyNotName(name)).toBeUndefined();
});

test.each([
  ...[
    'Alice',
    ' alice',
    'alice ',
    'alice\n',
    'alice\0',
    '\talice',
    'al ice',
    'álice',
    'аlice',
    'ａlice',
    'ﬁona',
    'ſam',
  ],
  ...['', '1a', '-a', '.a', '..', '_a', 'a/b', '../a', `a${'b'.repeat(32)}`, 'a@b', 'a%2fb', 'a\u200bb', 'ali\u0307ce'],
  ...['root', 'stoa', 'www', 'api', 'nobody', 'everyone', 'localhost'],
])('%j is refused as a new name', (name) => {
  expect(whyNotName(name)).toBeTypeOf('string');
});

test.each([
  ['Alice', 'alice'],
  [' ALICE  ', 'alice'],
  ['alice\n', undefined],
  ['alice\t', undefined],
  ['ａlice', undefined],
  ['аlice', undefined],
  ['\u212Aelvin', undefined],
  ['alıce', undefined],
  ['', undefined],
])('who types %j to sign in means %j', (typed, name) => {
  expect(canonicalName(typed)).toBe(name);
});

test('no two names that can be given are one at sign-in, and each means itself', () => {
  const name = fc.stringMatching(/^[a-z][a-z0-9._-]{0,31}$/);
  fc.assert(fc.property(name, (given) => canonicalName(given) === given));
});
