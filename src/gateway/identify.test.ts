import { randomBytes } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { CredentialReader } from './identify.ts';
import { readHead } from './rules/request-head.ts';

setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');

test('what anybody sends as cookies, tokens and names of headers fills no memory', () => {
  const reader = new CredentialReader('stoa_session');
  const long = () => randomBytes(7_000).toString('hex');
  collect();
  const before = process.memoryUsage().heapUsed;
  for (let i = 0; i < 2_000; i++) {
    const head = readHead(
      ['host', 'x', i % 2 ? 'cookie' : 'authorization', `Bearer a=${long()}`, `x-${long()}`, ''],
      9,
    );
    reader.read(head, undefined);
  }
  collect();
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(10e6);
});

test('a long row of cookies still shows its session, each time', () => {
  const reader = new CredentialReader('stoa_session');
  const head = readHead(['host', 'x', 'cookie', `other=${'x'.repeat(3_000)}; stoa_session=secret`], 9);
  expect(reader.read(head, undefined)?.by).toBe('cookie');
  expect(reader.read(head, undefined)).toEqual(reader.read(head, undefined));
});
