import { randomBytes } from 'node:crypto';

/** Not to be guessed, and given once. */
export const newId = (): string => randomBytes(9).toString('hex');
