import type { Notebook } from '../../documents/rules/notebook.ts';

const rememberedReads = 100;

/** What each client last read or wrote of a notebook, so that its next PUT can be merged; the oldest are forgotten. */
export class KnownReads {
  readonly #reads = new Map<string, Notebook>();

  /** Null when it is not known what the client had read. */
  of(path: string, reader: string): Notebook | null {
    return this.#reads.get(key(path, reader)) ?? null;
  }

  remember(path: string, reader: string, notebook: Notebook): void {
    this.#reads.delete(key(path, reader));
    this.#reads.set(key(path, reader), notebook);
    const oldest = this.#reads.keys().next();
    if (this.#reads.size > rememberedReads && oldest.done !== true) this.#reads.delete(oldest.value);
  }
}

function key(path: string, reader: string): string {
  return `${path}\0${reader}`;
}
