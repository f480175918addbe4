import type { Clock } from './clock.ts';

/** Something that happened, told to whoever watches: `audience` is an account's name, or 'everybody', or 'administrators'. */
export interface PlatformEvent {
  readonly type: string;
  readonly audience: string;
  readonly data: unknown;
}

export interface StampedEvent extends PlatformEvent {
  /** `<epoch>-<number>`; a client gives the last one it saw to go on from there. */
  readonly id: string;
  readonly at: number;
}

type Listener = (event: StampedEvent) => void;

/**
 * The control process's stream of events. Keeps the last `keep` so that a client that lost its connection misses
 * nothing; one that was away for longer, or since before a restart, is told to read everything anew.
 */
export class EventStream {
  readonly #clock: Clock;
  readonly #keep: number;
  readonly #epoch: string;
  readonly #recent: StampedEvent[] = [];
  readonly #listeners = new Set<Listener>();
  #next = 1;

  constructor(clock: Clock, keep = 10_000) {
    this.#clock = clock;
    this.#keep = keep;
    this.#epoch = clock.now().toString(36);
  }

  publish(event: PlatformEvent): StampedEvent {
    const stamped = { ...event, id: `${this.#epoch}-${this.#next++}`, at: this.#clock.now() };
    this.#recent.push(stamped);
    if (this.#recent.length > this.#keep) this.#recent.shift();
    for (const listener of this.#listeners) listener(stamped);
    return stamped;
  }

  get lastId(): string {
    return `${this.#epoch}-${this.#next - 1}`;
  }

  /** Events after `lastId`, or undefined where it is unknown or too old to tell. */
  since(lastId: string): readonly StampedEvent[] | undefined {
    if (lastId === this.lastId) return [];
    const at = this.#recent.findIndex((event) => event.id === lastId);
    return at < 0 ? undefined : this.#recent.slice(at + 1);
  }

  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
