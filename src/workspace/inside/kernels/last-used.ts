import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Packages of Python that take long to import; the names that stoa_ipython.py notes. */
export const slowPackages: readonly string[] = ['numpy', 'pandas', 'pyarrow'];

/**
 * What the last session of the workspace that ran anything used, kernels and `slowPackages`, as empty files of these
 * names in `$HOME/.stoa/used/`. The next session makes it ready before somebody asks, the SQL engine included
 * (is-sql-expected.ts). Only a guess: lost, it costs time.
 */
export class LastUsed {
  readonly #folder: string;
  readonly #before: ReadonlySet<string>;
  readonly #now = new Set<string>();

  /** @param stoa  the folder `$HOME/.stoa` */
  constructor(stoa: string) {
    this.#folder = join(stoa, 'used');
    this.#before = new Set(namesIn(this.#folder));
  }

  /** In the session before this one. */
  has(name: string): boolean {
    return this.#before.has(name);
  }

  get packages(): string[] {
    const now = namesIn(this.#folder);
    return slowPackages.filter((name) => this.#before.has(name) || now.includes(name));
  }

  add(kernel: string): void {
    if (this.#now.has(kernel)) return;
    try {
      if (this.#now.size === 0) rmSync(this.#folder, { recursive: true, force: true });
      this.#now.add(kernel);
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
      writeFileSync(join(this.#folder, kernel), '', { mode: 0o600 });
    } catch {
      // A full home: the next session will not know.
    }
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
