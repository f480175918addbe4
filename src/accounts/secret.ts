import { createHash, randomInt } from 'node:crypto';
import { newSecret } from '../platform/index.ts';
import { letters, readableSecret } from './rules/readable-secret.ts';

/** What is kept of a secret of 256 bits: its sha256 in hex. Guessing such a secret is hopeless, so no salt is needed. */
export function secretHash(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

export function newToken(): string {
  return `stoa_${newSecret()}`;
}

/** A password that a person types once from a screen. */
export function newOneTimePassword(): string {
  return readableSecret(Array.from({ length: 17 }, () => randomInt(letters)));
}
