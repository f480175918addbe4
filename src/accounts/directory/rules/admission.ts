import { canonicalName, whyNotName } from '../../rules/account-name.ts';
import type { Entries, Person, Team } from './entries.ts';
import type { Known, KnownAccount, KnownTeam } from './known.ts';
import type { Refusal, RefusalCode } from './refusal.ts';

export interface NumberRule {
  /** False: the platform gives numbers of its own. */
  readonly taken: boolean;
  readonly least: number;
  readonly kept: readonly number[];
}

export interface Admitted {
  /** Entries that have an account or a group here. */
  readonly people: readonly { readonly entry: Person; readonly account: KnownAccount }[];
  readonly teams: readonly { readonly entry: Team; readonly team: KnownTeam }[];
  /** Entries that are to get one, with their canonical name. */
  readonly newPeople: readonly { readonly entry: Person; readonly name: string }[];
  readonly newTeams: readonly { readonly entry: Team; readonly name: string }[];
  readonly refused: readonly Refusal[];
}

const mostNumber = 2_000_000_000;
/** nobody, and what 16-bit systems call so. */
const nobodys = [65_534, 65_535];

/**
 * Which entries are taken over. Accounts and groups share names and numbers, as a person's number is their group's too.
 * Of two new entries that meet in one, neither is taken: which of them is meant only the directory's owner knows.
 */
export function admit({ people, teams }: Entries, known: Known, numbers: NumberRule): Admitted {
  const refused: Refusal[] = [];
  const accountOf = new Map(known.accounts.flatMap((one) => (one.from ? [[one.from.id, one] as const] : [])));
  const teamOf = new Map(known.teams.flatMap((one) => (one.from ? [[one.from.id, one] as const] : [])));
  const nameHere = new Map<string, string>();
  const numberHere = new Map<number, string>();
  for (const { name, uid } of known.accounts) {
    nameHere.set(name, `the account "${name}"`);
    numberHere.set(uid, `the account "${name}"`);
  }
  for (const { name, gid } of known.teams) {
    nameHere.set(name, `the group "${name}"`);
    numberHere.set(gid, `the group "${name}"`);
  }

  const keptPeople: { entry: Person; account: KnownAccount }[] = [];
  const keptTeams: { entry: Team; team: KnownTeam }[] = [];
  const candidates: Candidate[] = [];
  for (const entry of people) {
    const account = accountOf.get(entry.id);
    const number = entry.uid ?? null;
    if (account) {
      refused.push(...drifted(entry, number, account, account.uid, numbers));
      if (!account.deleted) keptPeople.push({ entry, account });
    } else candidates.push({ kind: 'person', entry, name: canonicalName(entry.name), number });
  }
  const namesOfPeople = new Map(people.map((entry) => [canonicalName(entry.name), entry.uid]));
  for (const entry of teams) {
    const team = teamOf.get(entry.id);
    const number = entry.gid ?? null;
    const name = canonicalName(entry.name);
    if (team) {
      refused.push(...drifted(entry, number, team, team.gid, numbers));
      if (!team.deleted) keptTeams.push({ entry, team });
      // A group of one person's name and number is that person's own, which every account has here anyway.
    } else if (!(name !== undefined && number !== null && namesOfPeople.get(name) === number))
      candidates.push({ kind: 'team', entry, name, number });
  }

  const named = grouped(candidates, ({ name }) => name);
  const numbered = grouped(candidates, ({ number }) => number ?? undefined);
  const free = candidates.filter((one) => {
    const { entry, name, number } = one;
    const refuse = (code: RefusalCode, other: string) => {
      refused.push({ code, dn: entry.dn, name: name ?? entry.name, number, other });
      return false;
    };
    if (name === undefined) return refuse('name-not-allowed', whyNotName(entry.name) ?? '');
    const why = whyNotName(name);
    if (why !== undefined) return refuse('name-not-allowed', why);
    const twin = named.get(name)?.find((each) => each !== one);
    if (twin) return refuse('name-met', twin.entry.dn);
    const owner = nameHere.get(name);
    if (owner !== undefined) return refuse('name-taken', owner);
    if (!numbers.taken) return true;
    if (number === null) return refuse('number-missing', '');
    if (number < numbers.least || number > mostNumber || [...nobodys, ...numbers.kept].includes(number))
      return refuse('number-not-allowed', '');
    const same = numbered.get(number)?.find((each) => each !== one);
    if (same) return refuse('number-met', same.entry.dn);
    const holder = numberHere.get(number);
    return holder === undefined || refuse('number-taken', holder);
  });
  return {
    people: keptPeople,
    teams: keptTeams,
    newPeople: free.flatMap((one) => (one.kind === 'person' ? [{ entry: one.entry, name: one.name ?? '' }] : [])),
    newTeams: free.flatMap((one) => (one.kind === 'team' ? [{ entry: one.entry, name: one.name ?? '' }] : [])),
    refused,
  };
}

type Candidate = { readonly name: string | undefined; readonly number: number | null } & (
  | { readonly kind: 'person'; readonly entry: Person }
  | { readonly kind: 'team'; readonly entry: Team }
);

/** What has changed in an entry that cannot follow here. */
function drifted(
  { dn, name: spelled }: Person | Team,
  number: number | null,
  here: { readonly name: string; readonly deleted: boolean },
  held: number,
  numbers: NumberRule,
): Refusal[] {
  const name = canonicalName(spelled) ?? spelled;
  const refusal = (code: RefusalCode): Refusal => ({ code, dn, name, number, other: here.name });
  if (here.deleted) return [refusal('deleted-here')];
  return [
    ...(name === here.name ? [] : [refusal('renamed')]),
    ...(!numbers.taken || number === held ? [] : [refusal('renumbered')]),
  ];
}

function grouped<K>(all: readonly Candidate[], by: (one: Candidate) => K | undefined): Map<K, Candidate[]> {
  const groups = new Map<K, Candidate[]>();
  for (const one of all) {
    const key = by(one);
    if (key === undefined) continue;
    const same = groups.get(key);
    if (same) same.push(one);
    else groups.set(key, [one]);
  }
  return groups;
}
