import type { Entries } from './entries.ts';
import type { Known } from './known.ts';
import type { Plan } from './plan.ts';

/**
 * Why an answer cannot be the whole one, whatever an administrator says: nobody in it, or no group where there were some.
 */
export function whyNotWhole({ people, teams }: Entries, known: Known): string | undefined {
  if (people.length === 0)
    return 'It names no person. Look at directory.people-base, its filter, and what may be read.';
  const groups = known.teams.filter(({ from, deleted }) => from && !from.gone && !deleted).length;
  if (groups > 1 && teams.length === 0)
    return `It names no group, and ${groups} were there before. Look at directory.groups-base and its filter.`;
  return undefined;
}

export interface RemovalLimit {
  readonly number: number;
  readonly percent: number;
}

/** Whether so many are gone at once that somebody has to say that it is meant: more than both the number and the part. */
export function tooManyGone({ gone, teamsGone }: Plan, known: Known, { number, percent }: RemovalLimit): boolean {
  const people = known.accounts.filter(({ from, deleted }) => from && !from.gone && !deleted).length;
  const teams = known.teams.filter(({ from, deleted }) => from && !from.gone && !deleted).length;
  const many = (lost: number, all: number) => lost > number && lost * 100 > all * percent;
  return many(gone.length, people) || many(teamsGone.length, teams);
}
