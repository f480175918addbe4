import { expect, test } from 'vitest';
import { tableText } from './cluster/table-text.ts';
import { plainText } from './plain-text.ts';

test('what others call their tasks gives no orders to a terminal, and makes no lines of its own', () => {
  const names = ['\u001b[2Jgone', 'a\nt-9  root', '\u009b31mred', '价格 naïve', '\u202eyz', 'bell\u0007\u007f'];
  const text = plainText(
    tableText(
      ['NAME'],
      names.map((name) => [name]),
    ),
  );
  expect(text.trimEnd().split('\n')).toEqual([
    'NAME',
    '�[2Jgone',
    'a t-9  root',
    '�31mred',
    '价格 naïve',
    '�yz',
    'bell��',
  ]);
  expect(plainText('kept:\n\tas it is\n')).toBe('kept:\n\tas it is\n');
});
