import { randomBytes, randomFillSync } from 'node:crypto';

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
const digits = 11;
/** Asking the system for random bytes costs the same for one id as for hundreds. */
const pool = new Uint8Array(digits * 256);
let unused = 0;

/** A unique id that sorts by time: 9 characters of milliseconds, 11 of randomness (55 bits), Crockford base 32. */
export function newId(now: number): string {
  let time = '';
  for (let rest = now, i = 0; i < 9; i++) {
    time = alphabet[rest % 32] + time;
    rest = Math.floor(rest / 32);
  }
  let random = '';
  if (unused === 0) unused = randomFillSync(pool).length;
  for (const byte of pool.subarray(unused - digits, unused)) random += alphabet[byte % 32];
  unused -= digits;
  return time + random;
}

/** A secret of 256 bits as base64url, for cookies, tokens and links. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}
