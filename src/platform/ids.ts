import { randomBytes } from 'node:crypto';

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/** A unique id that sorts by time: 9 characters of milliseconds, 11 of randomness (55 bits), Crockford base 32. */
export function newId(now: number): string {
  let time = '';
  for (let rest = now, i = 0; i < 9; i++) {
    time = alphabet[rest % 32] + time;
    rest = Math.floor(rest / 32);
  }
  let random = '';
  for (const byte of randomBytes(11)) random += alphabet[byte % 32];
  return time + random;
}

/** A secret of 256 bits as base64url, for cookies, tokens and links. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}
