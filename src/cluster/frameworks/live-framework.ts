import type { FrameworkRecord, FrameworkSink } from '../framework-port.ts';
import { type Seen, withTurnedDown } from '../rules/guess-need.ts';
import { type PriorityClass, priorityClasses } from '../rules/priority-class.ts';
import { fits, nothing, type Resources } from '../rules/resources.ts';
import type { StoredFramework } from '../store/frameworks.ts';
import { Operations } from './operations.ts';

/** What a silent framework is taken to need before it has launched anything: the least that Mesos offers. */
const leastNeed: Resources = { ...nothing, milliCpus: 10, memory: 32 * 2 ** 20 };

/** Sizes of tasks that are remembered of a role. */
const mostLaunches = 16;

/** Something that a framework said it needs. */
export interface Want {
  readonly id: string;
  readonly role: string;
  readonly agentId: string | null;
  readonly need: Resources;
  readonly since: number;
}

/** A framework that is not completed, with what it wants now. */
export class LiveFramework {
  stored: StoredFramework;
  sink: FrameworkSink | null = null;
  /** Since when it has no connection, in milliseconds since 1970; null while it has one. */
  disconnectedAt: number | null;
  /** Since when it has its connection of now. */
  connectedAt: number | null = null;
  /** It is ended then, unless it comes back. */
  endsAt: number | null = null;
  failover: NodeJS.Timeout | undefined;
  suppressed: Set<string>;
  /** null: it never said what it needs. */
  wants: Map<string, Want> | null = null;
  /** By role, the smallest that it last launched. */
  readonly inferred = new Map<string, Resources>();
  /** Roles in which it turned down all that it was offered since it last launched or asked to be offered more. */
  readonly choosy = new Set<string>();
  /** By role, what it turned down since it last launched, and sizes that it launched. */
  readonly seen = new Map<string, Seen>();
  /** Tasks that are being stored, by the framework's names. */
  readonly launching = new Set<string>();
  /** `role agent`: not offered there for a while, unless it is more than was turned down. */
  readonly filters = new Map<string, { readonly timer: NodeJS.Timeout; readonly refused: Resources }>();
  readonly since = new Map<string, number>();
  readonly operations = new Operations();

  /** It has never had a connection. */
  isNew: boolean;

  constructor(stored: StoredFramework, now: number, isNew: boolean) {
    this.isNew = isNew;
    this.stored = stored;
    this.disconnectedAt = now;
    this.suppressed = new Set(stored.record.suppressedRoles);
  }

  get record(): FrameworkRecord {
    return this.stored.record;
  }

  /** A label `class` says it; batch otherwise. */
  get priority(): PriorityClass {
    const asked = this.record.labels.find(({ key }) => key === 'class')?.value;
    return priorityClasses.find((each) => each === asked) ?? 'batch';
  }

  needIn(role: string): Resources {
    return this.inferred.get(role) ?? leastNeed;
  }

  launched(role: string, needs: readonly Resources[]): void {
    const [first] = needs.toSorted((a, b) => a.milliCpus - b.milliCpus || a.memory - b.memory);
    if (first !== undefined) this.inferred.set(role, first);
    this.choosy.delete(role);
    const { launched } = this.seenIn(role);
    this.seen.set(role, { turnedDown: [], launched: [...launched, ...needs].slice(-mostLaunches) });
  }

  turnedDown(role: string, offered: Resources): void {
    const { turnedDown, launched } = this.seenIn(role);
    this.seen.set(role, { turnedDown: withTurnedDown(turnedDown, offered), launched });
  }

  seenIn(role: string): Seen {
    return this.seen.get(role) ?? { turnedDown: [], launched: [] };
  }

  /** @param over  called when the agent may be offered again */
  filter(role: string, agentId: string, refused: Resources, milliseconds: number, over: () => void): void {
    const key = `${role} ${agentId}`;
    clearTimeout(this.filters.get(key)?.timer);
    // A timer holds no more than 24 days.
    const timer = setTimeout(
      () => {
        this.filters.delete(key);
        over();
      },
      Math.min(milliseconds, 2 ** 31 - 1),
    );
    this.filters.set(key, { timer: timer.unref(), refused });
  }

  filtered(role: string): string[] {
    const prefix = `${role} `;
    return [...this.filters.keys()].filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length));
  }

  /** Where it turned down so much or more. */
  filteredFor(role: string, need: Resources): string[] {
    return this.filtered(role).filter((agentId) => {
      const filter = this.filters.get(`${role} ${agentId}`);
      return filter !== undefined && fits(need, filter.refused);
    });
  }

  clearFilters(roles: readonly string[]): void {
    for (const [key, { timer }] of this.filters)
      if (roles.some((role) => key.startsWith(`${role} `))) {
        clearTimeout(timer);
        this.filters.delete(key);
      }
  }
}
