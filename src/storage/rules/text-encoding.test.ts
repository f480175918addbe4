import { expect, test } from 'vitest';
import { decodeText } from './text-encoding.ts';

test.each([
  ['plain', Buffer.from('plain'), 'utf-8', 'plain'],
  ['UTF-8', Buffer.from('héllo 数据'), 'utf-8', 'héllo 数据'],
  ['a mark', Buffer.from('\ufeffx,y'), 'utf-8', 'x,y'],
  ['UTF-16 without a mark', Buffer.from('name,value\n', 'utf16le'), 'utf-16le', 'name,value\n'],
  ['GB18030', Buffer.from([0xc4, 0xe3, 0xba, 0xc3]), 'gb18030', '你好'],
  ['Windows', Buffer.from([0x63, 0x61, 0x66, 0xe9]), 'windows-1252', 'café'],
])('text in %s is read', (_, bytes, encoding, text) => {
  expect(decodeText(bytes, true)).toEqual({ encoding, text });
});

test('a character cut at the end of what was read does not change the guess', () => {
  const bytes = Buffer.from('数据数据');
  expect(decodeText(bytes.subarray(0, bytes.length - 1), false)).toEqual({ encoding: 'utf-8', text: '数据数' });
});

test('bytes of a program are no text', () => {
  expect(decodeText(Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0]), true)).toBeUndefined();
});
