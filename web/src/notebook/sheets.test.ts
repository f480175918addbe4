import fc from 'fast-check';
import { expect, test } from 'vitest';
import { intoSheets, type Sheet } from './sheets.ts';

const name = (cell: string) => cell;
const parted = (before: readonly Sheet<string>[], cells: readonly string[], size = 3) =>
  intoSheets(before, cells, name, size);
const shown = (sheets: readonly Sheet<string>[]) => sheets.map(({ cells }) => cells.join('')).join(' ');
const letters = (text: string) => [...text];

test('a new column is cut into even sheets', () => {
  expect(shown(parted([], letters('abcdefg')))).toBe('abc def g');
});

test('a cell that comes or goes changes its own sheet alone', () => {
  const before = parted([], letters('abcdefghi'));
  const more = parted(before, letters('abcdXefghi'));
  expect(shown(more)).toBe('abc dXef ghi');
  expect([more[0], more[2]]).toEqual([before[0], before[2]]);
  expect(more[0]).toBe(before[0]);
  expect(shown(parted(before, letters('Xabcdefghi')))).toBe('Xabc def ghi');
  expect(shown(parted(before, letters('abcdfghi')))).toBe('abc df ghi');
});

test('a cell that moves takes no other with it', () => {
  const before = parted([], letters('abcdefghi'));
  expect(shown(parted(before, letters('iabcdefgh')))).toBe('iabc def gh');
  expect(shown(parted(before, letters('bcdefghia')))).toBe('bc def ghi a');
  expect(shown(parted(before, letters('abdcefghi')))).toBe('abdc ef ghi');
});

test('many cells at once make sheets of their own', () => {
  const before = parted([], letters('abcdef'));
  expect(shown(parted(before, letters('abc1234567def')))).toBe('abc 123 456 7 def');
});

test('whatever happens, every cell is there once and in order, and a key names one sheet', () => {
  const column = fc.uniqueArray(fc.integer({ min: 0, max: 40 }).map(String), { maxLength: 40 });
  fc.assert(
    fc.property(fc.array(column, { minLength: 1, maxLength: 6 }), (columns) => {
      let sheets: readonly Sheet<string>[] = [];
      for (const cells of columns) {
        sheets = parted(sheets, cells);
        expect(sheets.flatMap((sheet) => sheet.cells)).toEqual(cells);
        expect(new Set(sheets.map(({ key }) => key)).size).toBe(sheets.length);
        expect(sheets.every((sheet) => sheet.cells.length > 0)).toBe(true);
      }
    }),
  );
});
