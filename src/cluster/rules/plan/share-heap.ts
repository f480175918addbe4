/** Entries by their share, the smallest first; ties by name, so that a plan depends on nothing but its snapshot. */
export interface HeapEntry {
  share: number;
  readonly name: string;
}

/** A binary heap whose first entry alone changes: it only ever grows, or goes. */
export class ShareHeap<Entry extends HeapEntry> {
  readonly #entries: Entry[];

  constructor(entries: Entry[]) {
    this.#entries = entries;
    for (let at = (entries.length >> 1) - 1; at >= 0; at--) this.#sink(at);
  }

  get first(): Entry | undefined {
    return this.#entries[0];
  }

  /** The first entry's share has grown. */
  firstGrew(): void {
    this.#sink(0);
  }

  dropFirst(): void {
    const last = this.#entries.pop();
    if (last === undefined || this.#entries.length === 0) return;
    this.#entries[0] = last;
    this.#sink(0);
  }

  #sink(start: number): void {
    const entries = this.#entries;
    let at = start;
    const moving = entries[at];
    if (moving === undefined) return;
    for (;;) {
      let next = 2 * at + 1;
      const left = entries[next];
      if (left === undefined) break;
      let least = left;
      const right = entries[next + 1];
      if (right !== undefined && before(right, left)) {
        next++;
        least = right;
      }
      if (!before(least, moving)) break;
      entries[at] = least;
      at = next;
    }
    entries[at] = moving;
  }
}

function before(a: HeapEntry, b: HeapEntry): boolean {
  return a.share < b.share || (a.share === b.share && a.name < b.name);
}
