/** One entry of what gateways keep a copy of; `value` null means that it is gone. */
export interface ReplicaEntry {
  readonly kind: string;
  readonly key: string;
  readonly value: unknown;
}

export interface ReplicaChange extends ReplicaEntry {
  readonly revision: number;
}

/**
 * What gateways need in order to serve without control: sessions, tokens, routes. Control owns it; each gateway
 * follows the changes and acknowledges them by revision, so that a suspension can wait until every gateway knows.
 */
export class Replica {
  readonly #entries = new Map<string, ReplicaEntry>();
  readonly #followers = new Map<symbol, { send: (change: ReplicaChange) => void; taken: number }>();
  readonly #waiting = new Set<() => void>();
  readonly #gateways: number;
  #revision = 0;

  /**
   * @param gateways how many there are at least: one that is away for a moment still serves from its copy, so `taken`
   *                 waits for it to come back
   */
  constructor(gateways = 0) {
    this.#gateways = gateways;
  }

  set(kind: string, key: string, value: unknown): number {
    const name = `${kind} ${key}`;
    if (value === null) this.#entries.delete(name);
    else this.#entries.set(name, { kind, key, value });
    const change = { kind, key, value, revision: ++this.#revision };
    for (const follower of this.#followers.values()) follower.send(change);
    return this.#revision;
  }

  get(kind: string, key: string): unknown {
    return this.#entries.get(`${kind} ${key}`)?.value;
  }

  entries(kind: string): readonly ReplicaEntry[] {
    return [...this.#entries.values()].filter((entry) => entry.kind === kind);
  }

  /** Sends everything there is, then every change, to one gateway. `taken(revision)` is its acknowledgement. */
  follow(
    send: (change: ReplicaChange) => void,
    snapshotEnd: (revision: number) => void,
  ): { taken(revision: number): void; end(): void } {
    const key = Symbol('gateway');
    for (const entry of this.#entries.values()) send({ ...entry, revision: this.#revision });
    snapshotEnd(this.#revision);
    const follower = { send, taken: 0 };
    this.#followers.set(key, follower);
    return {
      taken: (revision) => {
        follower.taken = Math.max(follower.taken, revision);
        this.#wake();
      },
      end: () => {
        this.#followers.delete(key);
        this.#wake();
      },
    };
  }

  /** Resolves when every gateway has taken the revision; rejects when the signal ends the wait. */
  async taken(revision: number, signal: AbortSignal): Promise<void> {
    while (this.#isBehind(revision)) {
      signal.throwIfAborted();
      await new Promise<void>((resolve, reject) => {
        const stop = () => {
          this.#waiting.delete(wake);
          reject(signal.reason);
        };
        const wake = () => {
          this.#waiting.delete(wake);
          signal.removeEventListener('abort', stop);
          resolve();
        };
        this.#waiting.add(wake);
        signal.addEventListener('abort', stop, { once: true });
      });
    }
  }

  /** Of the last change. */
  get revision(): number {
    return this.#revision;
  }

  #isBehind(revision: number): boolean {
    const followers = [...this.#followers.values()];
    return followers.length < this.#gateways || followers.some(({ taken }) => taken < revision);
  }

  get followers(): number {
    return this.#followers.size;
  }

  #wake(): void {
    for (const wake of [...this.#waiting]) wake();
  }
}
