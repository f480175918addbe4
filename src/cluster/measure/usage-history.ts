import type { Measured } from '../contract.ts';

const most = 300;

/**
 * What one task used over time, at most 300 samples: when there are more, two become one, the average of cores and the
 * most of memory and disk, and from then on each new one stands for as many.
 */
export class UsageHistory {
  #samples: Measured[] = [];
  #each = 1;
  #open: Measured[] = [];
  #last: Measured | null = null;

  add(sample: Measured): void {
    this.#last = sample;
    this.#open.push(sample);
    if (this.#open.length < this.#each) return;
    this.#samples.push(merged(this.#open));
    this.#open = [];
    if (this.#samples.length <= most) return;
    const pairs = this.#samples;
    this.#samples = [];
    for (let at = 0; at < pairs.length; at += 2) this.#samples.push(merged(pairs.slice(at, at + 2)));
    this.#each *= 2;
  }

  get last(): Measured | null {
    return this.#last;
  }

  /** The oldest first; how many looks each stands for. */
  get samples(): { readonly samples: readonly Measured[]; readonly each: number } {
    return { samples: this.#samples, each: this.#each };
  }
}

function merged(all: readonly Measured[]): Measured {
  const known = (kind: 'cpus' | 'memory' | 'disk') =>
    all.flatMap(({ [kind]: value }) => (value === null ? [] : [value]));
  const cpus = known('cpus');
  const largest = (values: readonly number[]) => (values.length === 0 ? null : Math.max(...values));
  return {
    at: all.at(-1)?.at ?? 0,
    cpus: cpus.length === 0 ? null : cpus.reduce((sum, value) => sum + value, 0) / cpus.length,
    memory: largest(known('memory')),
    disk: largest(known('disk')),
  };
}
