import type { ReservationRecord } from '../store/reservations.ts';
import type { VolumeRecord } from '../store/volumes.ts';

/**
 * All reservations, by agent. What volumes have of a reservation is theirs: tasks find it smaller by that. Who follows them
 * hears of each agent whose reservations are others.
 */
export class Reservations {
  readonly #byAgent = new Map<string, readonly ReservationRecord[]>();
  /** The same without what volumes have; made when somebody asks. */
  readonly #rooms = new Map<string, readonly ReservationRecord[]>();
  readonly #volumesOn: (agent: string) => readonly VolumeRecord[];
  readonly #changed: (agent: string) => void;

  constructor(volumesOn: (agent: string) => readonly VolumeRecord[], changed: (agent: string) => void) {
    this.#volumesOn = volumesOn;
    this.#changed = changed;
  }

  load(records: readonly ReservationRecord[]): void {
    for (const [agent, all] of Map.groupBy(records, (one) => one.agent)) this.#byAgent.set(agent, all);
  }

  /** As they were made. */
  all(): ReservationRecord[] {
    return [...this.#byAgent.values()].flat();
  }

  find(id: string): ReservationRecord | undefined {
    return this.all().find((one) => one.id === id);
  }

  /** What they are for tasks, without their volumes; the same array until they are others. */
  on(agent: string): readonly ReservationRecord[] {
    const all = this.#byAgent.get(agent);
    if (all === undefined) return none;
    let rooms = this.#rooms.get(agent);
    if (rooms === undefined) {
      rooms = all.map((one) => this.#withoutVolumes(one));
      this.#rooms.set(agent, rooms);
    }
    return rooms;
  }

  /** Bytes that volumes have of it. */
  volumeBytes({ id, agent }: Pick<ReservationRecord, 'id' | 'agent'>): number {
    return this.#volumesOn(agent).reduce((sum, one) => (one.reservation === id ? sum + one.disk : sum), 0);
  }

  /** A new one, or what is new of a known one. */
  set(record: ReservationRecord): void {
    const { agent, id } = record;
    this.#put(agent, [...this.#on(agent).filter((one) => one.id !== id), record]);
  }

  remove({ agent, id }: Pick<ReservationRecord, 'agent' | 'id'>): void {
    this.#put(
      agent,
      this.#on(agent).filter((one) => one.id !== id),
    );
  }

  /** The volumes of the agent are others. */
  refresh(agent: string): void {
    this.#rooms.delete(agent);
    this.#changed(agent);
  }

  #on(agent: string): readonly ReservationRecord[] {
    return this.#byAgent.get(agent) ?? none;
  }

  #withoutVolumes(record: ReservationRecord): ReservationRecord {
    const bytes = this.volumeBytes(record);
    if (bytes === 0) return record;
    return { ...record, resources: { ...record.resources, disk: Math.max(0, record.resources.disk - bytes) } };
  }

  #put(agent: string, records: readonly ReservationRecord[]): void {
    if (records.length > 0) this.#byAgent.set(agent, records);
    else this.#byAgent.delete(agent);
    this.refresh(agent);
  }
}

const none: readonly ReservationRecord[] = [];
