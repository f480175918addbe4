/** What was typed on a document of another history: the notebook as it was when all was saved last, and as it is. */
export interface Difference {
  readonly base: unknown;
  readonly mine: unknown;
}

/** Which of a page's edits the server does not keep yet. */
export class KeptEdits {
  /** Updates sent on this connection, and how many of them are durable. */
  #sent = 0;
  #received = 0;
  #edited = false;
  /** The notebook as it was when everything was saved last; only kept while something is not. */
  #base: unknown = null;
  /** Told one after the other, and again on the next connection until the server has them. */
  #differences: Difference[] = [];

  get saved(): boolean {
    return !this.#edited && this.#differences.length === 0;
  }

  /** In the order in which they came about. */
  get differences(): readonly Difference[] {
    return this.#differences;
  }

  /** Before an edit of this page. @param read  the notebook without outputs */
  editing(read: () => unknown): void {
    if (!this.#edited) this.#base = read();
  }

  edited(): void {
    this.#edited = true;
  }

  /** The server counts updates; what answers its own question it confirms without a number. */
  sent(): void {
    this.#sent++;
  }

  connected(): void {
    this.#sent = 0;
    this.#received = 0;
  }

  /** @param received  how many updates of this connection are durable */
  durable(received: number): void {
    this.#received = received;
    if (this.#received >= this.#sent) this.#edited = false;
  }

  /** The document gives way to one of another history. @param read  the notebook without outputs */
  startOver(read: () => unknown): void {
    if (this.#edited) {
      const mine = read();
      this.#differences.push({ base: this.#base ?? mine, mine });
    }
    this.#edited = false;
    this.#base = null;
  }

  /** The server keeps the oldest difference now. */
  merged(): void {
    this.#differences.shift();
  }
}
