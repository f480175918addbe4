import { expect, test } from 'vitest';
import { brokenLine, chainLine, noLine } from './audit-chain.ts';

const record = (sequence: number, target = 'alice') => ({
  ...{ sequence, id: `id${sequence}`, at: 5, account: 'admin', credentialId: null, operation: 'POST /api/accounts' },
  ...{ target, remote: '198.51.100.1', requestId: 'r', result: 'ok' },
});

function lines(...targets: string[]): string[] {
  let previous = noLine;
  return targets.map((target, i) => {
    const { line, hash } = chainLine(record(i + 1, target), previous);
    previous = hash;
    return line;
  });
}

test('a file as it was written holds together', () => {
  expect(brokenLine(lines('a', 'b', 'c'))).toBeUndefined();
});

test('a line that was taken out, changed, moved or put in shows', () => {
  const [a = '', b = '', c = ''] = lines('a', 'b', 'c');
  expect(brokenLine([a, c])).toBe(2);
  expect(brokenLine([b, c])).toBe(1);
  expect(brokenLine([a, b.replace('"target":"b"', '"target":"x"'), c])).toBe(2);
  expect(brokenLine([a, c, b])).toBe(2);
  expect(brokenLine([a, a, b, c])).toBe(2);
  expect(brokenLine([a, b.replace('"result":"ok"', '"result":"no"'), c])).toBe(2);
});

test('a value with line ends stays within its line', () => {
  const [line = ''] = lines('x\n{"sequence":2}\r\n');
  expect(line).not.toMatch(/[\r\n]/);
});
