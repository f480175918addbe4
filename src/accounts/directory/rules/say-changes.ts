import type { Changes } from '../contract.ts';
import type { Entries } from './entries.ts';
import type { Plan } from './plan.ts';
import { sayRefusal } from './refusal.ts';

const most = 200;

/** A plan as administrators see it. */
export function sayChanges(plan: Plan, { people, teams }: Entries, tooManyGone: boolean): Changes {
  const resumed = plan.changes.filter(({ resumed }) => resumed).map(({ account }) => account.name);
  const changed = plan.changes.map(({ account }) => account.name);
  const gone = plan.gone.map(({ name }) => name);
  const others = new Set([...resumed, ...gone]);
  return {
    ...{ people: people.length, groups: teams.length, tooManyGone },
    newAccounts: names(plan.newAccounts.map(({ name }) => name)),
    changed: names(changed.filter((name) => !others.has(name))),
    resumed: names(resumed),
    suspended: names(gone),
    newGroups: names(plan.newTeams.map(({ name }) => name)),
    goneGroups: names(plan.teamsGone),
    refused: {
      total: plan.refused.length,
      first: plan.refused.slice(0, most).map((one) => ({ ...one, why: sayRefusal(one) })),
    },
  };
}

function names(all: readonly string[]) {
  return { total: all.length, first: all.slice(0, most) };
}

/** Whether there is anything to do. */
export function changesAnything(plan: Plan): boolean {
  const { newTeams, teamsBack, teamsGone, newAccounts, changes, gone } = plan;
  return [newTeams, teamsBack, teamsGone, newAccounts, changes, gone].some((list) => list.length > 0);
}
