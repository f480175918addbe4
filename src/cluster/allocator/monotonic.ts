/** Milliseconds of the system's monotonic clock: the same in every thread, which `performance.now()` is not. */
export function monotonic(): number {
  return Number(process.hrtime.bigint() / 1000n) / 1000;
}
