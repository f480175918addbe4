/** Milliseconds of the system's monotonic clock: the same in every thread, which `performance.now()` is not. */
export function monotonic(): number {
  return Number(process.hrtime.bigint() / 1000n) / 1000;
}

/** The allocator's clock, of a time in milliseconds since 1970. */
export function onAllocatorsClock(now: number): (wall: number) => number {
  const ahead = now - monotonic();
  return (wall) => wall - ahead;
}
