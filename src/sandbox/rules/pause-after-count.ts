const shortestMs = 2000;
/** At most this part of a processor goes into counting files, and at most a quarter of the time. */
const share = 1 / 20;

/**
 * Until files are counted again, milliseconds. On a busy machine a count takes long and costs no more than elsewhere, so
 * what it cost is asked for, not how long it took alone: there, too, who is over a limit is found soon.
 *
 * @param tookMs   from its begin to its end
 * @param cpuMs    processor time of all processes that ended meanwhile, of which some were not for the count
 */
export function pauseAfterCount(tookMs: number, cpuMs: number): number {
  return Math.max(shortestMs, 3 * tookMs, Math.min(tookMs, cpuMs) / share);
}
