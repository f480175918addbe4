import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Guess, guessNeed, withTurnedDown } from './guess-need.ts';
import { fits, nothing, type Resources } from './resources.ts';

const size = (cores: number, gibibytes: number): Resources => ({
  ...nothing,
  milliCpus: cores * 1000,
  memory: gibibytes * 2 ** 30,
});

const anySize = fc
  .tuple(fc.integer({ min: 1, max: 64 }), fc.integer({ min: 1, max: 256 }))
  .map(([cores, gibibytes]) => size(cores, gibibytes));

/** The sizes that are tried until the framework takes one: it needs `need`, and turns down what is smaller. */
function tried(need: Resources, agents: readonly Resources[], first: Resources): (Guess | null)[] {
  let turnedDown = withTurnedDown([], first);
  const guesses: (Guess | null)[] = [];
  for (;;) {
    const guess = guessNeed({ turnedDown, launched: [] }, agents);
    guesses.push(guess);
    if (guess === null || fits(need, guess.need)) return guesses;
    turnedDown = withTurnedDown(turnedDown, guess.need);
  }
}

test('who turns down pieces of one core is offered twice as much, and so on up to a whole agent', () => {
  const sizes = tried(size(8, 4), [size(8, 16)], size(1, 4)).map((guess) => guess?.need);
  expect(sizes).toEqual([size(2, 4), size(4, 8), size(8, 16)]);
});

test('what a framework needs is found in a few steps wherever it fits, and what fits nowhere is given up', () => {
  fc.assert(
    fc.property(anySize, fc.array(anySize, { minLength: 1, maxLength: 5 }), (need, agents) => {
      const guesses = tried(need, agents, size(0.01, 1 / 32));
      expect(guesses.length).toBeLessThan(20 * agents.length);
      for (const guess of guesses)
        if (guess !== null) expect(agents.some((total) => fits(guess.need, total))).toBe(true);
      expect(guesses.at(-1) !== null).toBe(agents.some((total) => fits(need, total)));
    }),
  );
});

test('who has launched needs as much as its largest task, and nothing when it turned that down', () => {
  const launched = [size(8, 8), size(1, 1)];
  const agents = [size(16, 64)];
  expect(guessNeed({ turnedDown: [size(4, 64)], launched }, agents)).toEqual({ need: size(8, 8), because: 'launched' });
  expect(guessNeed({ turnedDown: [size(4, 64), size(9, 9)], launched }, agents)).toBeNull();
  expect(guessNeed({ turnedDown: [], launched }, agents)).toBeNull();
});

test('what was turned down is kept in a few lines, however often that happens', () => {
  fc.assert(
    fc.property(fc.array(anySize, { maxLength: 100 }), (all) => {
      const kept = all.reduce<readonly Resources[]>(withTurnedDown, []);
      expect(kept.length).toBeLessThanOrEqual(8);
    }),
  );
});
