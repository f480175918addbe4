/** Something that goes on at the strength of a credential: a websocket, a stream, an upload. */
export interface Open {
  readonly account: string | undefined;
  readonly credentialKey: string | undefined;
  /** Where it comes from. */
  readonly remote: string;
  /** Whether the client has sent anything since this was asked the last time. */
  hasSent(): boolean;
  /** Ends it at once. */
  end(): void;
}

/** What is counted for each account. */
export type Counted = 'websocket' | 'request' | 'control';

/** All that is underway, so that it can be ended when a credential or an account vanishes. */
export class OpenConnections {
  readonly #all = new Set<Open>();
  readonly #counts = {
    websocket: new Map<string, number>(),
    request: new Map<string, number>(),
    control: new Map<string, number>(),
  };

  get size(): number {
    return this.#all.size;
  }

  get websockets(): number {
    let sum = 0;
    for (const count of this.#counts.websocket.values()) sum += count;
    return sum;
  }

  add(open: Open): void {
    this.#all.add(open);
  }

  delete(open: Open): void {
    this.#all.delete(open);
  }

  /** Whether the account may have one more; if so it is counted until `leave`. */
  enter(kind: Counted, account: string, limit: number): boolean {
    const counts = this.#counts[kind];
    const count = counts.get(account) ?? 0;
    if (count >= limit) return false;
    counts.set(account, count + 1);
    return true;
  }

  leave(kind: Counted, account: string): void {
    const counts = this.#counts[kind];
    const count = (counts.get(account) ?? 0) - 1;
    if (count > 0) counts.set(account, count);
    else counts.delete(account);
  }

  endCredential(key: string): void {
    for (const open of this.#all) if (open.credentialKey === key) open.end();
  }

  endAccount(name: string): void {
    for (const open of this.#all) if (open.account === name) open.end();
  }

  /** Ends whatever the credential of which is no longer usable: sessions also end by the clock. */
  endUnusable(isUsable: (key: string) => boolean): void {
    for (const open of this.#all) if (open.credentialKey !== undefined && !isUsable(open.credentialKey)) open.end();
  }

  /** Those whose clients have sent something since the last time. */
  thatSent(): readonly Open[] {
    return [...this.#all].filter((open) => open.hasSent());
  }

  endAll(): void {
    for (const open of this.#all) open.end();
  }
}
