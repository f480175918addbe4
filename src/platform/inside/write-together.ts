import type { Writable } from 'node:stream';

/**
 * What is written from now until this turn of the event loop ends leaves in one piece: one call of the system, and
 * whoever reads it is woken once. Messages of one cell come in small flocks.
 */
export function writeTogether(to: Writable): void {
  if (to.writableCorked > 0) return;
  to.cork();
  setImmediate(() => to.uncork());
}
