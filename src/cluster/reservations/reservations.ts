import type { ReservationRecord } from '../store/reservations.ts';

/** All reservations, by agent; who follows them hears of each agent whose reservations are others. */
export class Reservations {
  readonly #byAgent = new Map<string, readonly ReservationRecord[]>();
  readonly #changed: (agent: string) => void;

  constructor(changed: (agent: string) => void) {
    this.#changed = changed;
  }

  load(records: readonly ReservationRecord[]): void {
    for (const [agent, all] of Map.groupBy(records, (one) => one.agent)) this.#byAgent.set(agent, all);
  }

  all(): ReservationRecord[] {
    return [...this.#byAgent.values()].flat();
  }

  /** The same array until they are others. */
  on(agent: string): readonly ReservationRecord[] {
    return this.#byAgent.get(agent) ?? none;
  }

  find(id: string): ReservationRecord | undefined {
    return this.all().find((one) => one.id === id);
  }

  /** A new one, or what is new of a known one. */
  set(record: ReservationRecord): void {
    const { agent, id } = record;
    this.#put(agent, [...this.on(agent).filter((one) => one.id !== id), record]);
  }

  remove({ agent, id }: Pick<ReservationRecord, 'agent' | 'id'>): void {
    this.#put(
      agent,
      this.on(agent).filter((one) => one.id !== id),
    );
  }

  #put(agent: string, records: readonly ReservationRecord[]): void {
    if (records.length > 0) this.#byAgent.set(agent, records);
    else this.#byAgent.delete(agent);
    this.#changed(agent);
  }
}

const none: readonly ReservationRecord[] = [];
