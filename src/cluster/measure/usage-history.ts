import type { Measured } from '../contract.ts';

const most = 300;

/** The same as plain data: of each sample its time, cores, and bytes of memory and disk. */
export interface StoredHistory {
  readonly each: number;
  readonly samples: readonly (readonly [number, number | null, number | null, number | null])[];
}

/**
 * What one task used over time, at most 300 samples: when there are more, two become one, the average of cores and the
 * most of memory and disk, and from then on each new one stands for as many.
 */
export class UsageHistory {
  #samples: Measured[] = [];
  #each = 1;
  #open: Measured[] = [];
  #last: Measured | null = null;

  static from({ each, samples }: StoredHistory): UsageHistory {
    const history = new UsageHistory();
    history.#each = each;
    history.#samples = samples.map(([at, cpus, memory, disk]) => ({ at, cpus, memory, disk }));
    history.#last = history.#samples.at(-1) ?? null;
    return history;
  }

  /** What it can be made of again. */
  get stored(): StoredHistory {
    const samples = this.#samples.map(({ at, cpus, memory, disk }) => [at, cpus, memory, disk] as const);
    return { each: this.#each, samples };
  }

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
