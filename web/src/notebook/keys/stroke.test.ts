import { expect, test } from 'vitest';
import { keyCaps, StrokeReader, strokeName } from './stroke.ts';

const plain = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };

test('strokes are named as the bindings write them', () => {
  expect(strokeName({ ...plain, key: 'd' })).toBe('d');
  expect(strokeName({ ...plain, key: 'M', shiftKey: true })).toBe('Shift-M');
  expect(strokeName({ ...plain, key: '?', shiftKey: true })).toBe('?');
  expect(strokeName({ ...plain, key: '_', shiftKey: true, ctrlKey: true })).toBe('Ctrl-Shift--');
  expect(strokeName({ ...plain, key: 'Enter', shiftKey: true })).toBe('Shift-Enter');
});

test('d twice within a second deletes, d and then something else does not', () => {
  const reader = new StrokeReader(
    new Map([
      ['d d', 'delete'],
      ['j', 'down'],
    ]),
  );
  expect(reader.read('d', 0)).toBe('waiting');
  expect(reader.read('d', 500)).toBe('delete');
  expect(reader.read('d', 600)).toBe('waiting');
  expect(reader.read('j', 700)).toBe('down');
  expect(reader.read('d', 800)).toBe('waiting');
  expect(reader.read('d', 2000)).toBe('waiting');
});

test('key caps read as on the keyboard', () => {
  expect(keyCaps('d d', false)).toEqual(['D', 'D']);
  expect(keyCaps('Mod-s', true)).toEqual(['⌘ S']);
  expect(keyCaps('Ctrl-Shift--', false)).toEqual(['Ctrl Shift -']);
});
