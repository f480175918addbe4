import type { Held } from './tenant-space.ts';

const keepMilliseconds = 10_000;

interface Kept {
  /** Which folder, as it was when its names were read. */
  readonly version: string;
  readonly names: readonly string[];
}

/** The names of the folder that was listed last, for its next pages: a folder of 100,000 is read and sorted once. */
export class NamesKept {
  #kept: Kept | undefined;
  #forget: NodeJS.Timeout | undefined;

  /** @returns all names in order, and where those behind `last` begin */
  after({ stats }: Held, last: string, read: () => string[]): { names: readonly string[]; from: number } {
    const version = `${stats.dev}:${stats.ino}:${stats.mtimeMs}`;
    const names = last !== '' && this.#kept?.version === version ? this.#kept.names : read();
    clearTimeout(this.#forget);
    this.#kept = { version, names };
    this.#forget = setTimeout(() => {
      this.#kept = undefined;
    }, keepMilliseconds).unref();
    return { names, from: last === '' ? 0 : firstBehind(names, last) };
  }
}

function firstBehind(names: readonly string[], last: string): number {
  const wanted = Buffer.from(last);
  let low = 0;
  let high = names.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (Buffer.compare(Buffer.from(names[middle] ?? ''), wanted) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
