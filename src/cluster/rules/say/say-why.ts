import type { Check, Explanation, Sentence } from '../../contract.ts';
import type { Reason, Start } from '../explain/reason.ts';
import { type ResourceKind, resourceKinds } from '../resources.ts';
import { told, toldAmount, toldKind } from './kinds.ts';
import { sentence } from './sentence.ts';

/** What a reason is said with. */
export interface Telling {
  /** A role's name for whoever is told; null where they may not know it. */
  readonly seen: (role: string) => string | null;
  /** A time of the allocator's clock as milliseconds since 1970. */
  readonly wall: (at: number) => number;
  /** Parts of the cluster that the role holds and should hold; null where nobody has counted. */
  readonly standing: { readonly share: number; readonly fairShare: number } | null;
}

/** Why something waits, for people. */
export function sayWhy(reason: Reason, telling: Telling): Explanation {
  const { role, priority, need, tasks, since, start } = reason;
  const at = start.by === 'kept-place' || start.by === 'known-ends' ? start.at : null;
  return {
    ...{ role, class: priority, need: told(need), tasks, since: telling.wall(since) },
    headline: headline(reason),
    checks: checks(reason, telling),
    holders: reason.holders.map(({ kind, roles }) => ({
      kind: toldKind(kind),
      roles: byName(roles, telling.seen).map(([role, amount]) => ({ role, amount: toldAmount(kind, amount) })),
    })),
    start: sayStart(start),
    startAt: at === null ? null : telling.wall(at),
    startOn: 'agent' in start ? start.agent : null,
  };
}

/** All whom somebody may not know are one. */
function byName(
  roles: readonly { readonly role: string; readonly amount: number }[],
  seen: Telling['seen'],
): [role: string | null, amount: number][] {
  const amounts = new Map<string | null, number>();
  for (const { role, amount } of roles) amounts.set(seen(role), (amounts.get(seen(role)) ?? 0) + amount);
  return [...amounts].sort((a, b) => b[1] - a[1]);
}

/** In one line. */
export function headline(reason: Reason): Sentence {
  const { refusal, agents, start, need } = reason;
  if (refusal.why !== 'no-room') return refused(reason);
  if (agents.inactive === agents.total) return sentence('no-agents');
  if (agents.eligible === 0) return sentence('nowhere-allowed');
  if (agents.tooSmall === agents.eligible) return sentence('too-large', amountOf(agents.tooSmallKind, need));
  if (agents.declined === agents.eligible) return sentence('all-declined');
  if (start.by === 'framework') return sentence('room-declined');
  if (start.by === 'kept-place') return sentence('place-coming', { agent: start.agent });
  const kind = resourceKinds.find((each) => agents.short[each] === agents.eligible);
  if (kind !== undefined) return sentence('no-room', amountOf(kind, need));
  return sentence(mostShort(reason) === null ? 'being-placed' : 'no-room-together');
}

/** Class and limit: decided before anything is looked for. */
function refused({ refusal, role, priority, need }: Reason): Sentence {
  if (refusal.why === 'class-not-allowed')
    return sentence('class-not-allowed', { role, class: priority, highestClass: refusal.highest });
  if (refusal.why === 'limit') {
    const { kind, held, limit } = refusal;
    const amounts = { heldAmount: toldAmount(kind, held), limitAmount: toldAmount(kind, limit) };
    return sentence('over-limit', { role: refusal.role, ...amounts, ...amountOf(kind, need) });
  }
  return sentence('within-limit', { role });
}

function checks(reason: Reason, { seen, standing }: Telling): Check[] {
  const { refusal, role, priority, agents, need, guess } = reason;
  const found: Check[] = [];
  const add = (passed: boolean, said: Sentence) => found.push({ passed, said });
  if (guess !== null) add(true, guessed(guess, need));
  if (refusal.why === 'class-not-allowed') {
    add(false, refused(reason));
    return found;
  }
  add(true, sentence('class-allowed', { role, class: priority }));
  add(refusal.why !== 'limit', refusal.why === 'limit' ? refused(reason) : sentence('within-limit', { role }));
  if (standing !== null) {
    const below = standing.share <= standing.fairShare;
    const shares = { heldShare: standing.share, fairShare: standing.fairShare };
    add(below, sentence(below ? 'below-share' : 'above-share', { role, ...shares }));
  }
  const { total, inactive, eligible, declined, tooSmall } = agents;
  if (inactive === 0) add(total > 0, total > 0 ? sentence('agents-active', { count: total }) : sentence('no-agents'));
  else add(inactive < total, sentence('agents-inactive', { count: inactive, total }));
  for (const { constraint, agents: count } of agents.constraints) {
    const code = constraint.not ? 'constraint-not' : 'constraint';
    const values = constraint.values.map((value) => (value === '' ? '""' : value)).join(', ');
    add(eligible > 0, sentence(code, { attribute: constraint.attribute, values, count }));
  }
  if (eligible === 0) return found;
  if (declined > 0) add(declined < eligible, sentence('declined', { count: declined, eligible }));
  const large = eligible - tooSmall;
  if (large === 0) {
    add(false, sentence('too-large', amountOf(agents.tooSmallKind, need)));
    return found;
  }
  add(true, sentence('large-enough', { count: large }));
  for (const kind of resourceKinds) {
    const count = agents.short[kind] ?? 0;
    if (count > 0) add(false, short(reason, kind, count, seen));
  }
  if (agents.reserved > 0) add(false, sentence('reserved', { count: agents.reserved }));
  if (agents.kept > 0) add(false, sentence('kept', { count: agents.kept }));
  return found;
}

/** In the kind of which it is taken to need more than it was offered. */
function guessed({ because, most }: NonNullable<Reason['guess']>, need: Reason['need']): Sentence {
  const kind = need.milliCpus > most.milliCpus ? 'milliCpus' : 'memory';
  const amounts = { ...amountOf(kind, need), mostAmount: toldAmount(kind, most[kind]) };
  return sentence(because === 'launched' ? 'guess-launched' : 'guess-turned-down', amounts);
}

function short({ agents, need, holders }: Reason, kind: ResourceKind, count: number, seen: Telling['seen']): Sentence {
  const most = holders.find((one) => one.kind === kind)?.roles[0];
  const role = most === undefined ? null : seen(most.role);
  const common = { count, eligible: agents.eligible, ...amountOf(kind, need) };
  const alone = agents.eligible === 1;
  if (most === undefined || role === null) return sentence(alone ? 'short-alone' : 'short', common);
  return sentence(alone ? 'short-held-alone' : 'short-held', {
    ...common,
    role,
    heldAmount: toldAmount(kind, most.amount),
  });
}

function sayStart(start: Start): Sentence {
  switch (start.by) {
    case 'class':
      return sentence('start-class', { highestClass: start.highest });
    case 'limit': {
      const { kind, over, role } = start;
      return sentence('start-limit', { role, kind: toldKind(kind), overAmount: toldAmount(kind, over) });
    }
    case 'kept-place':
      return sentence('start-place', { agent: start.agent });
    case 'known-ends':
      return sentence('start-known-ends', { agent: start.agent });
    case 'ends':
      return sentence(start.reserved ? 'start-ends-or-reserved' : 'start-ends');
    case 'framework':
      return sentence('start-framework');
    case 'larger-agent':
      return sentence('start-larger');
    case 'another-agent':
      return sentence(start.constrained ? 'start-other-agent' : 'start-agent');
    default:
      return start satisfies never;
  }
}

/** Of which the most agents have too little; null where none has. */
function mostShort({ agents }: Reason): ResourceKind | null {
  let most: ResourceKind | null = null;
  for (const kind of resourceKinds)
    if ((agents.short[kind] ?? 0) > (most === null ? 0 : (agents.short[most] ?? 0))) most = kind;
  return most;
}

function amountOf(kind: ResourceKind | null, need: Reason['need']): { kind: string; needAmount: number } {
  const of = kind ?? 'milliCpus';
  return { kind: toldKind(of), needAmount: toldAmount(of, need[of]) };
}
