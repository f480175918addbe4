import type { Figure } from './gateway.ts';

/** One line of the report. `peer` and `ratio` (ours to the peer's) are null where there was no peer. */
export interface Row extends Omit<Figure, 'peer' | 'ratio'> {
  readonly peer: number | null;
  readonly ratio: number | null;
}

export type Goal =
  | { readonly under: number }
  | { readonly atLeast: number }
  | { readonly ratioAtLeast: number }
  | { readonly none: string };

export interface Measurement {
  readonly figure: string;
  readonly unit: string;
  readonly ours: number;
  readonly peer?: number | undefined;
  readonly goal?: Goal;
}

/** Without a goal there is none to miss. */
export function compared({ figure, unit, ours, peer, goal }: Measurement): Row {
  const ratio = peer === undefined || peer === 0 ? null : ours / peer;
  return {
    figure,
    unit,
    goal: goal === undefined ? '' : inWords(goal, unit),
    ours: rounded(ours),
    peer: peer === undefined ? null : rounded(peer),
    ratio: ratio === null ? null : rounded(ratio),
    met: goal === undefined || isMet(goal, ours, ratio),
  };
}

function inWords(goal: Goal, unit: string): string {
  if ('under' in goal) return `under ${goal.under} ${unit}`;
  if ('atLeast' in goal) return `${goal.atLeast} ${unit}`;
  if ('ratioAtLeast' in goal) return `${goal.ratioAtLeast} of the peer`;
  return goal.none;
}

function isMet(goal: Goal, ours: number, ratio: number | null): boolean {
  if ('under' in goal) return ours < goal.under;
  if ('atLeast' in goal) return ours >= goal.atLeast;
  if ('ratioAtLeast' in goal) return ratio !== null && ratio >= goal.ratioAtLeast;
  return ours === 0;
}

/** Three digits that count; whole numbers from 100 on. */
function rounded(value: number): number {
  return value >= 100 ? Math.round(value) : Number(value.toPrecision(3));
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** Milliseconds that the work took. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await work();
  return performance.now() - begin;
}
