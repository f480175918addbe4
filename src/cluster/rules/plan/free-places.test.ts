import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fits, minus, nothing, type Resources } from '../resources.ts';
import { Amounts } from '../state/amounts.ts';
import { FreePlaces } from './free-places.ts';

const small = fc.record({ milliCpus: fc.integer({ min: 0, max: 4 }), memory: fc.integer({ min: 0, max: 4 }) });
const room = small.map((some): Resources => ({ ...nothing, ...some }));

test('the first agent with room is found, however often room was taken', () => {
  fc.assert(
    fc.property(fc.array(room, { maxLength: 200 }), fc.array(room, { maxLength: 60 }), (free, needs) => {
      const places = new FreePlaces(amounts(free), free.length);
      const left = [...free];
      for (const need of needs) {
        const wanted = left.findIndex((each) => fits(need, each));
        const found = places.find(need, 0, left.length, null);
        expect(found).toBe(wanted);
        if (found < 0) continue;
        places.take(found, need);
        left[found] = minus(left[found] ?? nothing, need);
        expect(places.free.get(found)).toEqual(left[found]);
      }
    }),
  );
});

test('an agent that may not be taken is passed by', () => {
  const one: Resources = { ...nothing, milliCpus: 1 };
  const places = new FreePlaces(amounts(Array.from({ length: 130 }, () => one)), 130);
  expect(places.find(one, 0, 130, (agent) => agent === 100)).toBe(100);
  expect(places.find(one, 70, 130, null)).toBe(70);
  expect(places.find(one, 0, 90, (agent) => agent === 100)).toBe(-1);
});

function amounts(all: readonly Resources[]): Amounts {
  const rows = new Amounts(all.length);
  for (const [row, one] of all.entries()) rows.put(row, one);
  return rows;
}
