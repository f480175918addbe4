import fc from 'fast-check';
import { expect, test } from 'vitest';
import { contentTop, scrolledTo, scrollTop, track } from './mapped-scroll.ts';

const rows20m = track(20_000_000 * 24, 240);

test('the ends of 20 million rows are reached exactly', () => {
  expect(contentTop(rows20m, 0)).toBe(0);
  expect(contentTop(rows20m, rows20m.spacer - 240)).toBe(20_000_000 * 24 - 240);
  expect(contentTop(rows20m, 24)).toBe(24);
});

test('a small step is one row, wherever the thumb stands', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 480_000_000 - 480 }), (top) => {
      const scrolled = scrollTop(rows20m, top);
      expect(scrolledTo(rows20m, { top, scrolled }, scrolled + 24).top).toBeCloseTo(top + 24, 6);
    }),
  );
});

test('setting the thumb anew leaves the rows where they are', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 480_000_000 - 240 }), (top) => {
      expect(contentTop(rows20m, scrollTop(rows20m, top))).toBeCloseTo(top, 3);
    }),
  );
});

test('a table that fits the spacer scrolls one to one', () => {
  const small = track(24_000, 240);
  expect(contentTop(small, 12_345)).toBe(12_345);
});
