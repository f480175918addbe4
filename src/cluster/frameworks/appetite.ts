import { stateOf } from '../agents/agents.ts';
import { monotonic } from '../allocator/monotonic.ts';
import type { ClusterParts } from '../cluster-parts.ts';
import type { DemandRequest } from '../framework-port.ts';
import { guessNeed } from '../rules/guess-need.ts';
import { fits, nothing, type Resources } from '../rules/resources.ts';
import type { Demand } from '../rules/snapshot.ts';
import type { LiveFramework, Want } from './live-framework.ts';
import type { OpenOffer } from './offers.ts';
import { Trials } from './trials.ts';

/** However often a framework changes its mind or is offered something, the allocator is told once in so many milliseconds. */
const tellEvery = 20;
const prefix = 'framework ';

/** Tells the allocator what frameworks want: what they say, or what is inferred of those that say nothing. */
export class Appetite {
  readonly #parts: ClusterParts;
  readonly #offered: (framework: LiveFramework) => readonly OpenOffer[];
  /** Demands that the allocator has of each framework, with where they are not wanted; null: told again each time. */
  readonly #told = new Map<string, Map<string, string | null>>();
  /** Whose demands are to be told. */
  readonly #changed = new Set<LiveFramework>();
  #telling: NodeJS.Timeout | undefined;
  readonly #trials = new Trials(monotonic);
  /** That said what they want. */
  readonly #wanting = new Map<string, LiveFramework>();
  #next = 1;

  constructor(parts: ClusterParts, offered: (framework: LiveFramework) => readonly OpenOffer[]) {
    this.#parts = parts;
    this.#offered = offered;
  }

  say(framework: LiveFramework, requests: readonly DemandRequest[]): void {
    const [first] = framework.record.roles;
    this.#wanting.set(framework.record.id, framework);
    const left = Math.max(0, this.#parts.options.mostWants - this.#wantedBesides(framework));
    const wants = requests.slice(0, left).flatMap(({ agentId, role, share }): Want[] => {
      const asked = role ?? first;
      if (asked === undefined || !framework.record.roles.includes(asked)) return [];
      const id = `${prefix}${framework.record.id} want ${this.#next++}`;
      return [{ id, role: asked, agentId, need: share.resources, since: monotonic() }];
    });
    framework.wants = new Map(wants.map((want) => [want.id, want]));
    this.refresh(framework);
  }

  /** Everything that it wants now is told soon; what it does not want any more is taken back. */
  refresh(framework: LiveFramework): void {
    this.#changed.add(framework);
    this.#telling ??= setTimeout(() => this.#tellChanged(), tellEvery).unref();
  }

  #tellChanged(): void {
    this.#telling = undefined;
    const changed = [...this.#changed];
    this.#changed.clear();
    for (const framework of changed) this.#tell(framework);
  }

  #tell(framework: LiveFramework): void {
    const { account, id, roles } = framework.record;
    const open = framework.sink === null || framework.wants !== null ? [] : roles;
    this.#trials.only(
      account,
      id,
      open.filter((role) => !framework.suppressed.has(role)),
    );
    const demands = framework.sink === null ? [] : this.#demandsOf(framework);
    const now = new Map(
      demands.map((demand) => [demand.id, framework.wants?.has(demand.id) ? whereNot(demand) : null]),
    );
    const before = this.#told.get(framework.record.id) ?? new Map<string, string | null>();
    const gone = [...before.keys()].filter((id) => !now.has(id));
    if (now.size > 0) this.#told.set(framework.record.id, now);
    else this.#told.delete(framework.record.id);
    const news = demands.filter(({ id }) => now.get(id) === null || now.get(id) !== before.get(id));
    this.#parts.allocator.change(
      ...gone.map((demand) => ({ type: 'no-demand' as const, demand })),
      ...news.map((demand) => ({ type: 'demand' as const, demand })),
    );
  }

  /** It wanted nothing of an offer: what it may need instead is tried, when it never said what it needs. */
  turnedDown(framework: LiveFramework, role: string, offered: Resources): void {
    const { id, account } = framework.record;
    framework.turnedDown(role, offered);
    if (framework.wants !== null) return;
    const agents = this.#parts.agents.all().filter((agent) => stateOf(agent) === 'active');
    const totals = agents.map(({ total }) => total);
    const tried = this.#trials.guess(account, id, role, guessNeed(framework.seenIn(role), totals));
    if (tried !== null) setTimeout(() => this.refresh(framework), tried).unref();
  }

  /** It left an offer without an answer: no more is guessed of it. */
  leftUnanswered({ record }: LiveFramework, role: string): void {
    this.#trials.guess(record.account, record.id, role, null);
  }

  launched(framework: LiveFramework, role: string, needs: readonly Resources[]): void {
    framework.launched(role, needs);
    this.#trials.launched(framework.record.account);
  }

  /** How much of an agent this demand of the framework is for. */
  needOf(framework: LiveFramework, demand: string): Resources | undefined {
    const want = framework.wants?.get(demand);
    const role = roleOf(framework, demand);
    if (want !== undefined || role === undefined) return want?.need;
    const { account, id } = framework.record;
    return demand === guessed(framework, role) ? this.#trials.of(account, id, role)?.need : framework.needIn(role);
  }

  /** The allocator has found a place for it. Answers in which role. */
  met(framework: LiveFramework, demand: string): string | undefined {
    this.#told.get(framework.record.id)?.delete(demand);
    const role = roleOf(framework, demand);
    framework.wants?.delete(demand);
    return role;
  }

  /** What the allocator was told that it wants. */
  toldOf(frameworkId: string): ReadonlySet<string> {
    return new Set(this.#told.get(frameworkId)?.keys());
  }

  forget(framework: LiveFramework): void {
    const before = this.#told.get(framework.record.id)?.keys() ?? [];
    this.#changed.delete(framework);
    this.#told.delete(framework.record.id);
    this.#wanting.delete(framework.record.id);
    this.#trials.only(framework.record.account, framework.record.id, []);
    this.#parts.allocator.change(...[...before].map((demand) => ({ type: 'no-demand' as const, demand })));
  }

  /** What frameworks of its account hold, and what the others of them want. */
  #wantedBesides({ record }: LiveFramework): number {
    let wanted = 0;
    for (const other of this.#wanting.values()) {
      if (other.record.account !== record.account) continue;
      wanted += this.#offered(other).length;
      if (other.record.id !== record.id) wanted += other.wants?.size ?? 0;
    }
    return wanted;
  }

  #demandsOf(framework: LiveFramework): Demand[] {
    const { id, roles } = framework.record;
    const common = { framework: id, application: id, priority: framework.priority, count: 1, milliseconds: null };
    const offered = this.#offered(framework);
    const declined = (role: string) =>
      new Set([
        ...framework.filtered(role),
        ...offered.flatMap((offer) => (offer.role === role ? [offer.agentId] : [])),
      ]);
    if (framework.wants !== null)
      return [...framework.wants.values()]
        .filter(({ role }) => !framework.suppressed.has(role))
        .map(({ id: want, role, need, since, agentId }) => ({
          ...common,
          ...{ id: want, role, need, since, declined: new Set(framework.filtered(role)) },
          where: agentId === null ? [] : [{ attribute: 'agent', values: [agentId], not: false }],
        }));
    const guesses = roles.flatMap((role): Demand[] => {
      const trial = this.#trials.of(framework.record.account, id, role);
      if (trial === null) return [];
      const { need, because, since } = trial;
      if (offered.some((offer) => offer.role === role && fits(need, offer.share.resources))) return [];
      const not = new Set(framework.filteredFor(role, need));
      const most = framework.seenIn(role).turnedDown.reduce(greatest, nothing);
      const guess = { inferred: true, guess: { because, most } };
      return [{ ...common, id: guessed(framework, role), role, need, where: [], declined: not, since, ...guess }];
    });
    const silently = roles.flatMap((role): Demand[] => {
      const not = declined(role);
      const open = this.#parts.agents.all().some((agent) => !not.has(agent.id));
      if (framework.suppressed.has(role) || !open) {
        framework.since.delete(role);
        return [];
      }
      const since = framework.since.get(role) ?? monotonic();
      framework.since.set(role, since);
      const inferred = framework.choosy.has(role);
      const need = framework.needIn(role);
      return [{ ...common, id: silent(framework, role), role, need, where: [], declined: not, since, inferred }];
    });
    return [...silently, ...guesses];
  }
}

function whereNot({ declined }: Demand): string {
  return [...declined].sort().join(' ');
}

function guessed(framework: LiveFramework, role: string): string {
  return `${prefix}${framework.record.id} more in ${role}`;
}

function greatest(a: Resources, b: Resources): Resources {
  return { ...nothing, milliCpus: Math.max(a.milliCpus, b.milliCpus), memory: Math.max(a.memory, b.memory) };
}

function silent(framework: LiveFramework, role: string): string {
  return `${prefix}${framework.record.id} in ${role}`;
}

/** In which of its roles the framework wants this. */
export function roleOf(framework: LiveFramework, demand: string): string | undefined {
  return (
    framework.wants?.get(demand)?.role ??
    framework.record.roles.find((role) => silent(framework, role) === demand || guessed(framework, role) === demand)
  );
}

/** Whether a demand is one of a framework. */
export function isWant(demand: string): boolean {
  return demand.startsWith(prefix);
}

/** The framework whose demand it is. */
export function frameworkOf(demand: string): string {
  return demand.slice(prefix.length).split(' ', 1)[0] ?? '';
}
