import type { ResultValue } from '../../../../src/engines/duckdb/result.ts';

/** Labels along an axis at most. */
const mostTicks = 13;

/**
 * The ticks of a time axis that fit the step of its values, as Vega-Lite's `axis`: none between two months where every
 * value is the first of one. Undefined where the values have no such step, or are not written as dates.
 */
export function timeTicks(values: readonly ResultValue[]): Record<string, unknown> | undefined {
  const days = [...new Set(values)].filter((value) => value !== null).sort();
  const first = days[0];
  const last = days.at(-1);
  if (typeof first !== 'string' || typeof last !== 'string' || first === last) return undefined;
  const all = (pattern: RegExp) => days.every((day) => typeof day === 'string' && pattern.test(day));
  if (!all(/^\d{4}-\d\d-01( 00:00:00)?(\+00)?$/)) return undefined;
  const years = Number(last.slice(0, 4)) - Number(first.slice(0, 4));
  if (all(/^\d{4}-01-/)) return ticks('year', Math.ceil((years + 1) / mostTicks), '%Y');
  const months = years * 12 + Number(last.slice(5, 7)) - Number(first.slice(5, 7)) + 1;
  const step = [1, 2, 3, 6, 12].find((one) => months / one <= mostTicks);
  return step === undefined || step === 12
    ? ticks('year', Math.ceil((years + 1) / mostTicks), '%Y')
    : ticks('month', step, '%b %Y');
}

function ticks(interval: 'month' | 'year', step: number, format: string): Record<string, unknown> {
  return { tickCount: { interval, step }, format };
}
