/** Which of a page's edits are on disk: each was given to the journal as a change with a number. */
export class SavedEdits {
  /** Updates that came from this page. */
  #received = 0;
  readonly #unsaved: { received: number; sequence: number }[] = [];

  /** @param counts  whether the page counts it too: the answer to our own question it does not */
  edited(sequence: number, counts: boolean): void {
    if (counts) this.#received += 1;
    this.#unsaved.push({ received: this.#received, sequence });
  }

  /** How many of the page's updates are on disk now; null when no more than before. */
  durable(sequence: number): number | null {
    let received: number | null = null;
    while (this.#unsaved[0] !== undefined && this.#unsaved[0].sequence <= sequence) {
      received = this.#unsaved.shift()?.received ?? received;
    }
    return received;
  }
}
