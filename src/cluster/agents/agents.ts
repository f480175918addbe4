import type { ProbeReport } from '../../sandbox/index.ts';
import type { AgentState } from '../contract.ts';
import type { Ranges } from '../rules/ranges.ts';
import type { Resources } from '../rules/resources.ts';
import type { AgentView, Reservation } from '../rules/snapshot.ts';
import type { AgentWish } from '../store/agents.ts';

/** What an agent has, and whether it takes work. Times are milliseconds since 1970. */
export interface KnownAgent {
  readonly id: string;
  /** What it gives, and what volumes have of it. */
  readonly whole: Resources;
  /** For tasks: without the volumes. */
  readonly total: Resources;
  readonly keptBack: Resources;
  readonly attributes: Readonly<Record<string, string>>;
  readonly ports: Ranges;
  /** What is kept for roles. */
  readonly reserved: readonly Reservation[];
  /** Null until it has answered. */
  readonly probe: ProbeReport | null;
  readonly registeredAt: number;
  readonly seenAt: number;
  readonly reachable: boolean;
  readonly wish: AgentWish['wish'];
  /** In its state. */
  readonly since: number;
  readonly drainUntil: number | null;
  /** It is gone for ever when it is drained. */
  readonly markGone: boolean;
}

export function stateOf({ reachable, wish }: Pick<KnownAgent, 'reachable' | 'wish'>): AgentState {
  return reachable ? wish : 'unreachable';
}

/** The agents that have registered since the start; the allocator knows the same ones. */
export class Agents {
  readonly #gone = new Set<string>();
  readonly #agents = new Map<string, KnownAgent>();
  /** Made anew when somebody asks after a change. */
  #sorted: readonly KnownAgent[] | null = null;
  readonly #tell: (agent: AgentView) => void;
  readonly #left: (id: string) => void;
  readonly #now: () => number;

  /** @param tell  of each that has changed; @param left  of one that is gone for ever */
  constructor(now: () => number, tell: (agent: AgentView) => void, left: (id: string) => void) {
    this.#now = now;
    this.#tell = tell;
    this.#left = left;
  }

  get(id: string): KnownAgent | undefined {
    return this.#agents.get(id);
  }

  /** By name. */
  all(): readonly KnownAgent[] {
    this.#sorted ??= [...this.#agents.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
    return this.#sorted;
  }

  /** Marked gone by an operator: it never comes back under its name. */
  isGone(id: string): boolean {
    return this.#gone.has(id);
  }

  get gone(): ReadonlySet<string> {
    return this.#gone;
  }

  setGone(id: string): void {
    this.#gone.add(id);
    this.#sorted = null;
    if (this.#agents.delete(id)) this.#left(id);
  }

  set(agent: KnownAgent): void {
    if (this.isGone(agent.id)) return;
    const before = this.#agents.get(agent.id);
    const changed = before === undefined || stateOf(before) !== stateOf(agent);
    const known = changed ? { ...agent, since: this.#now() } : agent;
    this.#agents.set(agent.id, known);
    this.#sorted = null;
    const told = changed ? undefined : before;
    if (told?.total !== agent.total || told.reserved !== agent.reserved || told.attributes !== agent.attributes)
      this.#tell(viewOf(known));
  }

  /** It answers, or does not. */
  seen(id: string, reachable: boolean): void {
    const agent = this.#agents.get(id);
    if (agent === undefined) return;
    this.set({ ...agent, reachable, seenAt: reachable ? this.#now() : agent.seenAt });
  }
}

function viewOf(agent: KnownAgent): AgentView {
  const { id, total, attributes, reserved } = agent;
  return { id, total, attributes: new Map(Object.entries(attributes)), state: stateOf(agent), reserved };
}
