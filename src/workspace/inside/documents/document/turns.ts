/** Work that is done one after the other: a whole-file change, a write, a change of who writes. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  take<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#last.then(work);
    this.#last = mine.catch(() => undefined);
    return mine;
  }

  /** Resolves when what was begun so far is done. */
  async done(): Promise<void> {
    await this.#last.catch(() => undefined);
  }
}
