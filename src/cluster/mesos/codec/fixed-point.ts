/** Mesos counts resources in thousandths, so that sums are exact. */
export function toThousandths(value: number): number {
  return Math.round(value * 1000) / 1000;
}
