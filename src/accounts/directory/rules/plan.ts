import { admit, type NumberRule } from './admission.ts';
import type { Entries } from './entries.ts';
import type { Known, KnownAccount } from './known.ts';
import { membersOf } from './members.ts';
import { isSameDn } from './normal-dn.ts';
import type { Refusal } from './refusal.ts';

export interface NewAccount {
  readonly name: string;
  readonly uid: number | undefined;
  readonly displayName: string;
  readonly administrator: boolean;
  readonly groups: readonly string[];
  /** undefined: `everyone`. */
  readonly primaryGroup: string | undefined;
  readonly id: string;
  readonly dn: string;
}

/** What is to change of an account; what is absent stays. */
export interface AccountChange {
  readonly account: KnownAccount;
  readonly displayName?: string;
  readonly administrator?: boolean;
  readonly dn?: string;
  readonly back?: true;
  /** Whether who is back may sign in again: nobody suspended them but their absence. */
  readonly resumed?: true;
  readonly joined: readonly string[];
  readonly left: readonly string[];
}

export interface NewTeam {
  readonly name: string;
  readonly gid: number | undefined;
  readonly id: string;
  readonly dn: string;
}

/** What a synchronisation does. */
export interface Plan {
  readonly newTeams: readonly NewTeam[];
  readonly teamsBack: readonly { readonly name: string; readonly dn: string }[];
  readonly teamsGone: readonly string[];
  readonly newAccounts: readonly NewAccount[];
  readonly changes: readonly AccountChange[];
  readonly gone: readonly KnownAccount[];
  readonly refused: readonly Refusal[];
}

export interface PlanRule {
  readonly numbers: NumberRule;
  readonly administrators: string;
  readonly primaryByGid: boolean;
}

/** What follows from what the directory says and what is here. Doing it leaves nothing to do for the same answer. */
export function plan(entries: Entries, known: Known, rule: PlanRule): Plan {
  const admitted = admit(entries, known, rule.numbers);
  const members = membersOf(entries);
  const teams = [
    ...admitted.teams.map(({ entry, team }) => ({ entry, name: team.name })),
    ...admitted.newTeams.map(({ entry, name }) => ({ entry, name })),
  ];
  const groupsOf = new Map<string, string[]>();
  for (const { entry, name } of teams)
    for (const person of members.get(entry.id) ?? []) {
      const groups = groupsOf.get(person);
      if (groups) groups.push(name);
      else groupsOf.set(person, [name]);
    }
  const nameOfGid = new Map(teams.map(({ entry, name }) => [entry.gid, name]));
  const office = (groups: readonly string[]) => rule.administrators !== '' && groups.includes(rule.administrators);

  const newAccounts = admitted.newPeople.map(({ entry, name }): NewAccount => {
    const groups = (groupsOf.get(entry.id) ?? []).sort();
    const primaryGroup = rule.primaryByGid && entry.gid !== undefined ? nameOfGid.get(entry.gid) : undefined;
    const uid = rule.numbers.taken ? entry.uid : undefined;
    const { id, dn, displayName } = entry;
    return { name, uid, displayName: displayName || name, administrator: office(groups), groups, primaryGroup, id, dn };
  });
  const changes = admitted.people.flatMap(({ entry, account }): AccountChange[] => {
    const groups = groupsOf.get(entry.id) ?? [];
    const displayName = entry.displayName || account.name;
    const change: AccountChange = {
      account,
      ...(displayName === account.displayName ? {} : { displayName }),
      ...(rule.administrators === '' || office(groups) === account.administrator
        ? {}
        : { administrator: office(groups) }),
      ...(account.from && !isSameDn(account.from.dn, entry.dn) ? { dn: entry.dn } : {}),
      ...(account.from?.gone ? { back: true as const } : {}),
      ...(account.from?.gone && account.from.suspendedByIt && account.suspended ? { resumed: true as const } : {}),
      joined: groups.filter((group) => !account.groups.includes(group)).sort(),
      left: account.groups.filter((group) => !groups.includes(group)),
    };
    return Object.keys(change).length > 3 || change.joined.length > 0 || change.left.length > 0 ? [change] : [];
  });
  const here = new Set(admitted.people.map(({ account }) => account.name));
  const teamsHere = new Set(admitted.teams.map(({ team }) => team.name));
  return {
    newTeams: admitted.newTeams.map(({ entry, name }) => ({
      ...{ name, id: entry.id, dn: entry.dn },
      gid: rule.numbers.taken ? entry.gid : undefined,
    })),
    teamsBack: admitted.teams.flatMap(({ entry, team }) =>
      team.from && (team.from.gone || !isSameDn(team.from.dn, entry.dn)) ? [{ name: team.name, dn: entry.dn }] : [],
    ),
    teamsGone: known.teams.flatMap(({ name, from, deleted }) =>
      from && !from.gone && !deleted && !teamsHere.has(name) ? [name] : [],
    ),
    newAccounts,
    changes: [...changes, ...leavers(known, here)],
    gone: known.accounts.filter(({ name, from, deleted }) => from && !from.gone && !deleted && !here.has(name)),
    refused: admitted.refused,
  };
}

/** Who is gone is in none of the directory's groups any more. */
function leavers({ accounts }: Known, here: ReadonlySet<string>): AccountChange[] {
  return accounts
    .filter(({ name, from, deleted, groups }) => from && !deleted && !here.has(name) && groups.length > 0)
    .map((account) => ({ account, joined: [], left: account.groups }));
}
