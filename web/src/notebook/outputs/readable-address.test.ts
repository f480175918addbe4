import { expect, test } from 'vitest';
import { readableAddress } from './readable-address.ts';

test('an address in a text is read where it can be, and never ends the page', () => {
  expect(readableAddress('a%20b/%E4%BD%A0.png')).toBe('a b/你.png');
  for (const odd of ['%ff', 'x%c0%af', '%E4%BD', '%']) expect(readableAddress(odd)).toBe(odd);
});
