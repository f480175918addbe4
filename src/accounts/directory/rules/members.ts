import type { Entries, Team } from './entries.ts';
import { normalDn } from './normal-dn.ts';

/**
 * Who is in each group, by the ids of both: named there by DN or by name, through groups in groups (in a circle too), or
 * by the number of a person's own first group. Whoever is named and is not among the people counts for nothing.
 */
export function membersOf({ people, teams }: Entries): ReadonlyMap<string, ReadonlySet<string>> {
  const personAt = new Map(people.map((person) => [normalDn(person.dn), person.id]));
  const personCalled = new Map(people.map((person) => [person.name.toLowerCase(), person.id]));
  const teamAt = new Map(teams.map((team) => [normalDn(team.dn), team]));
  const byGid = new Map<number, string[]>();
  for (const { gid, id } of people) {
    const same = gid === undefined ? undefined : byGid.get(gid);
    if (same) same.push(id);
    else if (gid !== undefined) byGid.set(gid, [id]);
  }

  const named = new Map(
    teams.map((team) => {
      const values = team.members.map((value) => ({ value, dn: value.includes('=') ? normalDn(value) : '' }));
      const ids = values.map(({ value, dn }) => personAt.get(dn) ?? personCalled.get(value.toLowerCase()));
      const own = team.gid === undefined ? [] : (byGid.get(team.gid) ?? []);
      const inside = values.map(({ dn }) => teamAt.get(dn)).filter((one) => one !== undefined);
      return [team.id, { people: [...ids.filter((id) => id !== undefined), ...own], inside }] as const;
    }),
  );
  const all = (team: Team): ReadonlySet<string> => {
    const found = new Set<string>();
    const seen = new Set([team.id]);
    for (const id of seen) {
      const { people: direct, inside } = named.get(id) ?? { people: [], inside: [] };
      for (const person of direct) found.add(person);
      for (const { id: next } of inside) seen.add(next);
    }
    return found;
  };
  return new Map(teams.map((team) => [team.id, all(team)]));
}
