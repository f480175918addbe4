import { setTimeout as delay } from 'node:timers/promises';

/** Looks every few milliseconds. */
export async function until(reached: () => boolean, signal: AbortSignal): Promise<void> {
  while (!reached()) await delay(5, undefined, { signal });
}
