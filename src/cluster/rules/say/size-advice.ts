import type { Sentence } from '../../contract.ts';
import { sentence } from './sentence.ts';

/** What was asked for and what was used at most; null where it was not measured. Cores and bytes. */
export interface AskedAndUsed {
  readonly asked: { readonly cpus: number; readonly memory: number };
  readonly peak: { readonly cpus: number | null; readonly memory: number | null };
  /** How long was measured. */
  readonly milliseconds: number;
}

const shortestMeasured = 300_000;
const spare = 1.25;
const step = { cpus: 0.1, memory: 64 * 1024 ** 2 };

/**
 * What size would do: half of what was asked for or less, with a quarter to spare, or more where nearly all of the memory
 * was used. null: the size is right, or it was not measured for five minutes.
 */
export function sizeAdvice({ asked, peak, milliseconds }: AskedAndUsed): Sentence | null {
  const { memory, cpus } = peak;
  if (memory !== null && memory > 0.95 * asked.memory)
    return advice('advice-larger', 'memory', asked.memory, memory, enough(asked.memory * 1.2, step.memory));
  if (milliseconds < shortestMeasured) return null;
  if (memory !== null && enough(memory, step.memory) <= asked.memory / 2)
    return advice('advice-smaller', 'memory', asked.memory, memory, enough(memory, step.memory));
  if (cpus !== null && enough(cpus, step.cpus) <= asked.cpus / 2)
    return advice('advice-smaller', 'cpus', asked.cpus, cpus, enough(cpus, step.cpus));
  return null;
}

function enough(peak: number, unit: number): number {
  return Number((Math.max(1, Math.ceil((peak * spare) / unit)) * unit).toFixed(3));
}

function advice(
  code: 'advice-larger' | 'advice-smaller',
  kind: 'cpus' | 'memory',
  askedAmount: number,
  peakAmount: number,
  enoughAmount: number,
): Sentence {
  return sentence(code, { kind, askedAmount, peakAmount, enoughAmount });
}
