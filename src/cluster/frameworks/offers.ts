import type { Offer } from '../framework-port.ts';
import type { Resources } from '../rules/resources.ts';
import type { VolumeRecord } from '../store/volumes.ts';

/** An offer that is out. */
export interface OpenOffer extends Offer {
  /** Under this name the allocator has booked `base` for it; the rest is free until somebody else gets it. */
  readonly booked: string;
  readonly base: Resources;
  /** The records of its volumes. */
  readonly kept: readonly VolumeRecord[];
  readonly surplus: Resources;
  /** Of the monotonic clock, in milliseconds. */
  readonly since: number;
  readonly timer: NodeJS.Timeout;
}

/** Offers that are out; they end with this control, so their ids carry its epoch. */
export class Offers {
  readonly #offers = new Map<string, OpenOffer>();
  /** The same by framework and by agent: there may be thousands of others. */
  readonly #byFramework = new Map<string, Set<OpenOffer>>();
  readonly #byAgent = new Map<string, Set<OpenOffer>>();
  /** Accepted, while what was launched on them is being stored. */
  readonly #accepted = new Map<string, OpenOffer>();
  readonly #epoch: number;
  #next = 1;

  constructor(epoch: number) {
    this.#epoch = epoch;
  }

  newId(): string {
    return `o${this.#epoch}-${this.#next++}`;
  }

  add(offer: OpenOffer): void {
    this.#offers.set(offer.id, offer);
    put(this.#byFramework, offer.frameworkId, offer);
    put(this.#byAgent, offer.agentId, offer);
  }

  /** Takes it back: whoever has it is to be told, or knows. */
  take(id: string): OpenOffer | undefined {
    const offer = this.#offers.get(id);
    if (offer === undefined) return undefined;
    this.#offers.delete(id);
    drop(this.#byFramework, offer.frameworkId, offer);
    drop(this.#byAgent, offer.agentId, offer);
    clearTimeout(offer.timer);
    return offer;
  }

  /** It is answered: nobody may answer it again, and what is in it is nobody else's until `settled`. */
  accept(id: string): void {
    const offer = this.take(id);
    if (offer !== undefined) this.#accepted.set(id, offer);
  }

  /** What was launched on it is stored, or will not be. */
  settled(id: string): void {
    this.#accepted.delete(id);
  }

  get(id: string): OpenOffer | undefined {
    return this.#offers.get(id);
  }

  of(frameworkId: string): OpenOffer[] {
    return [...(this.#byFramework.get(frameworkId) ?? [])];
  }

  /** How many of the framework are out. */
  countOf(frameworkId: string): number {
    return this.#byFramework.get(frameworkId)?.size ?? 0;
  }

  all(): OpenOffer[] {
    return [...this.#offers.values()];
  }

  on(agentId: string): OpenOffer[] {
    return [...(this.#byAgent.get(agentId) ?? [])];
  }

  acceptedOn(agentId: string): OpenOffer[] {
    return [...this.#accepted.values()].filter((offer) => offer.agentId === agentId);
  }
}

function put(sets: Map<string, Set<OpenOffer>>, key: string, offer: OpenOffer): void {
  const set = sets.get(key) ?? new Set();
  sets.set(key, set.add(offer));
}

function drop(sets: Map<string, Set<OpenOffer>>, key: string, offer: OpenOffer): void {
  const set = sets.get(key);
  set?.delete(offer);
  if (set?.size === 0) sets.delete(key);
}
