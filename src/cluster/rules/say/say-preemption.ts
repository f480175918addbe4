import type { Sentence } from '../../contract.ts';
import type { Preemption } from '../plan/preempt/preemption.ts';
import type { PriorityClass } from '../priority-class.ts';
import { sentence } from './sentence.ts';

/** By which rule a task had to end, and why this one. */
export function sayPreemption(
  { rule, role, priority, chosen }: Preemption,
  given: {
    /** The class of what gets the place. */
    readonly winner: PriorityClass;
    /** A role's name for whoever is told; null where they may not know it. */
    readonly seen: (role: string) => string | null;
    /** When it was decided, on the clock of the rule. */
    readonly now: number;
  },
): { readonly rule: Sentence; readonly chosen: Sentence } {
  const { share, fairShare, together, agentsCompared } = chosen;
  const shares = { heldShare: share, fairShare };
  const known = given.seen(role);
  const alone = agentsCompared < 2;
  return {
    rule: sayRule(rule, priority, given),
    chosen:
      known === null
        ? sentence(alone ? 'chosen-here-unnamed' : 'chosen-unnamed', { count: together, agents: agentsCompared })
        : sentence(alone ? 'chosen-here' : 'chosen', {
            role: known,
            ...shares,
            count: together,
            agents: agentsCompared,
          }),
  };
}

function sayRule(
  rule: Preemption['rule'],
  loser: PriorityClass,
  { winner, seen, now }: { winner: PriorityClass; seen: (role: string) => string | null; now: number },
): Sentence {
  if (rule.why === 'higher-class') return sentence('rule-higher-class', { winnerClass: winner, loserClass: loser });
  const role = seen(rule.role);
  if (rule.why === 'guarantee')
    return role === null ? sentence('rule-guarantee-unnamed') : sentence('rule-guarantee', { role });
  if (role === null) return sentence('rule-starved-unnamed', { sinceMilliseconds: now - rule.since });
  const shares = { heldShare: rule.share, fairShare: rule.fairShare };
  return sentence('rule-starved', { role, ...shares, sinceMilliseconds: now - rule.since });
}
