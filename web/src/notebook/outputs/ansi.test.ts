import { expect, test } from 'vitest';
import { ansiSpans, settleLines } from './ansi.ts';

const esc = String.fromCharCode(27);

test('a carriage return writes over the line, and what is longer stays', () => {
  expect(settleLines('10%\r20%\r100%\ndone')).toBe('100%\ndone');
  expect(settleLines('abcdef\rxy')).toBe('xycdef');
  expect(settleLines('one\r\ntwo')).toBe('one\ntwo');
});

test('a backspace takes the letter before it away', () => {
  expect(settleLines('ab\b\bcd')).toBe('cd');
});

test('colours become runs and other sequences vanish', () => {
  expect(ansiSpans(`a${esc}[31;1mred${esc}[0m${esc}[2Kz`)).toEqual([
    { text: 'a' },
    { text: 'red', color: 1, bold: true },
    { text: 'z' },
  ]);
});

test('256 colours and true colour are understood', () => {
  expect(ansiSpans(`${esc}[38;5;196mx${esc}[48;2;1;2;3my`)).toEqual([
    { text: 'x', color: 'rgb(255 0 0)' },
    { text: 'y', color: 'rgb(255 0 0)', ground: 'rgb(1 2 3)' },
  ]);
});
