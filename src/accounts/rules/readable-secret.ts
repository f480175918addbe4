/** Letters and digits that nobody takes for another when reading from a screen: no 0 o 1 l i. */
const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789';

/**
 * 20 characters to type from a screen, four blocks of four and hyphens and one more: `abcd-efgh-jkmn-pqrst`. 17 letters
 * give 84 bits.
 *
 * @param randomness at least 17 numbers below `letters`
 */
export function readableSecret(randomness: readonly number[]): string {
  const letter = (from: number, to: number) =>
    randomness
      .slice(from, to)
      .map((number) => alphabet[number % alphabet.length])
      .join('');
  return [letter(0, 4), letter(4, 8), letter(8, 12), letter(12, 17)].join('-');
}

/** How many letters there are to choose from. */
export const letters = alphabet.length;
