/** Widths that a stretch of time may have: seconds, and the interval that DuckDB's time_bucket takes. */
const intervals: readonly (readonly [seconds: number, interval: string])[] = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500].map((n) => [n / 1e6, `${n} microseconds`] as const),
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500].map((n) => [n / 1e3, `${n} milliseconds`] as const),
  ...[1, 2, 5, 10, 15, 30].map((n) => [n, `${n} seconds`] as const),
  ...[1, 2, 5, 10, 15, 30].map((n) => [n * 60, `${n} minutes`] as const),
  ...[1, 2, 3, 6, 12].map((n) => [n * 3_600, `${n} hours`] as const),
  [86_400, '1 day'],
  [7 * 86_400, '7 days'],
  ...[1, 3, 6].map((n) => [n * 30 * 86_400, `${n} months`] as const),
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 10_000, 100_000].map((n) => [n * 365 * 86_400, `${n} years`] as const),
];

/** The narrowest interval, as people count time, of which at most `most` cover `seconds`. */
export function timeStep(seconds: number, most: number): string {
  return (intervals.find(([width]) => seconds / width <= most) ?? intervals.at(-1))?.[1] ?? '1 day';
}

/** The narrowest of 1, 2 and 5 times a power of ten of which at most `most` cover `span`, which is above 0. */
export function numberStep(span: number, most: number): number {
  const least = span / most;
  const power = 10 ** Math.floor(Math.log10(least));
  return (Math.ceil(least / power - 1e-9) <= 1 ? 1 : least / power <= 2 ? 2 : least / power <= 5 ? 5 : 10) * power;
}
