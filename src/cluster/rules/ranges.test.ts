import fc from 'fast-check';
import { expect, test } from 'vitest';
import { count, includes, type Ranges, takeLowest, tidy, union, without } from './ranges.ts';

const anyRanges = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 6 })), { maxLength: 6 })
  .map((pairs) => tidy(pairs.map(([begin, length]) => ({ begin, end: begin + length }))));

function numbers(ranges: Ranges): Set<number> {
  const all = new Set<number>();
  for (const { begin, end } of ranges) for (let number = begin; number <= end; number++) all.add(number);
  return all;
}

test('ranges behave as the sets of their numbers', () => {
  fc.assert(
    fc.property(anyRanges, anyRanges, (a, b) => {
      expect(numbers(union(a, b))).toEqual(new Set([...numbers(a), ...numbers(b)]));
      expect(numbers(without(a, b))).toEqual(new Set([...numbers(a)].filter((one) => !numbers(b).has(one))));
      expect(includes(a, b)).toBe([...numbers(b)].every((one) => numbers(a).has(one)));
      expect(count(a)).toBe(numbers(a).size);
    }),
  );
});

test('the lowest numbers are taken, or none when there are too few', () => {
  const ports = tidy([
    { begin: 31000, end: 31001 },
    { begin: 31005, end: 31010 },
  ]);
  expect(takeLowest(ports, 3)).toEqual([
    { begin: 31000, end: 31001 },
    { begin: 31005, end: 31005 },
  ]);
  expect(takeLowest(ports, 0)).toEqual([]);
  expect(takeLowest(ports, 9)).toBeUndefined();
});
