import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Entries, Person, Team } from './entries.ts';
import type { Known, KnownAccount } from './known.ts';
import { membersOf } from './members.ts';
import { normalDn } from './normal-dn.ts';
import { type PlanRule, plan } from './plan.ts';
import { tooManyGone, whyNotWhole } from './whole-answer.ts';

const rule: PlanRule = {
  numbers: { taken: true, least: 1000, kept: [19_998] },
  administrators: 'operators',
  primaryByGid: true,
};
const nothing: Known = { accounts: [], teams: [] };

const someone = (name: string, uid: number | undefined, more: Partial<Person> = {}): Person => ({
  ...{ id: `id of ${name} ${uid}`, dn: `uid=${name},ou=people`, name, displayName: name, uid, gid: undefined },
  ...more,
});
const team = (name: string, gid: number, members: readonly string[] = []): Team => ({
  ...{ id: `id of ${name}`, dn: `cn=${name},ou=groups`, name, gid, members },
});

/** What is here once the plan was carried out. */
function after(known: Known, entries: Entries): Known {
  const next = plan(entries, known, rule);
  const leaving = new Set(next.gone.map(({ name }) => name));
  const accounts = known.accounts.map((account): KnownAccount => {
    const change = next.changes.find((one) => one.account.name === account.name);
    const kept = account.groups.filter((group) => !change?.left.includes(group));
    const gone = leaving.has(account.name);
    const from = account.from && {
      ...account.from,
      ...(change?.dn === undefined ? {} : { dn: change.dn }),
      ...(change?.back ? { gone: false, suspendedByIt: false } : {}),
      ...(gone ? { gone: true, suspendedByIt: !account.suspended } : {}),
    };
    return {
      ...account,
      ...{ from, groups: [...kept, ...(change?.joined ?? [])] },
      displayName: change?.displayName ?? account.displayName,
      administrator: change?.administrator ?? account.administrator,
      suspended: gone || (account.suspended && !change?.resumed),
    };
  });
  const made = next.newAccounts.map(
    ({ name, uid, displayName, administrator, groups, id, dn }): KnownAccount => ({
      ...{ name, uid: uid ?? 0, displayName, administrator, groups, suspended: false, deleted: false, version: 1 },
      from: { id, dn, gone: false, suspendedByIt: false },
    }),
  );
  const teams = known.teams.map((one) => {
    const back = next.teamsBack.find(({ name }) => name === one.name);
    const gone = next.teamsGone.includes(one.name) || (one.from?.gone === true && !back);
    return { ...one, from: one.from && { ...one.from, gone, dn: back?.dn ?? one.from.dn } };
  });
  const newTeams = next.newTeams.map(({ name, gid, id, dn }) => ({
    ...{ name, gid: gid ?? 0, deleted: false, from: { id, dn, gone: false, suspendedByIt: false } },
  }));
  return { accounts: [...accounts, ...made], teams: [...teams, ...newTeams] };
}

const names = ['alice', 'Alice', 'bob', 'b.miller', 'B.Miller', 'root', 'Zoë', ' carol ', 'operators', 'physics'];
const anyPerson = fc
  .record({
    id: fc.integer({ min: 1, max: 9 }),
    name: fc.constantFrom(...names),
    uid: fc.option(fc.constantFrom(0, 999, 1000, 1001, 1002, 1003, 19_998, 65_534), { nil: undefined }),
    gid: fc.option(fc.constantFrom(1001, 2001, 2002), { nil: undefined }),
  })
  .map(({ id, name, uid, gid }) => someone(name, uid, { id: `p${id}`, dn: `uid=${name}+n=${id},ou=people`, gid }));
const anyTeam = fc
  .record({
    id: fc.integer({ min: 1, max: 5 }),
    name: fc.constantFrom(...names),
    gid: fc.constantFrom(100, 1001, 2001, 2002, 2003),
    members: fc.array(fc.constantFrom(...names, ...[1, 2, 3, 4, 5].map((n) => `cn=g${n},ou=groups`)), { maxLength: 4 }),
  })
  .map(({ id, name, gid, members }) => ({ id: `g${id}`, dn: `cn=g${id},ou=groups`, name, gid, members }));
const anyEntries: fc.Arbitrary<Entries> = fc.record({
  people: fc.uniqueArray(anyPerson, { selector: ({ id }) => id, maxLength: 7 }),
  teams: fc.uniqueArray(anyTeam, { selector: ({ id }) => id, maxLength: 5 }),
});
const anyAnswers = fc.array(anyEntries, { minLength: 1, maxLength: 4 });

test('whatever the directory answers, no name and no number is ever two’s, and none is the system’s', () => {
  fc.assert(
    fc.property(anyAnswers, (answers) => {
      const { accounts, teams } = answers.reduce(after, nothing);
      const here = [...accounts, ...teams].map(({ name }) => name);
      const numbers = [...accounts.map(({ uid }) => uid), ...teams.map(({ gid }) => gid)];
      expect(new Set(here).size).toBe(here.length);
      expect(new Set(numbers).size).toBe(numbers.length);
      for (const number of numbers) expect(number >= 1000 && ![19_998, 65_534, 65_535].includes(number)).toBe(true);
      for (const name of here) expect(name).toMatch(/^[a-z][a-z0-9._-]{0,31}$/);
    }),
  );
});

test('a plan that was carried out leaves nothing to do for the same answer', () => {
  fc.assert(
    fc.property(anyAnswers, (answers) => {
      const known = answers.reduce(after, nothing);
      const { refused, ...todo } = plan(answers.at(-1) ?? { people: [], teams: [] }, known, rule);
      expect(Object.values(todo).flat()).toEqual([]);
      expect(Array.isArray(refused)).toBe(true);
    }),
  );
});

test('an account keeps its name and its number for ever, and who is not in the answer is suspended', () => {
  fc.assert(
    fc.property(anyAnswers, (answers) => {
      let known = nothing;
      for (const answer of answers) {
        const next = after(known, answer);
        for (const { name, uid, from } of known.accounts)
          expect(next.accounts.find((one) => one.name === name)).toMatchObject({ uid, from: { id: from?.id } });
        const there = new Set(answer.people.map(({ id }) => id));
        for (const { from, suspended } of next.accounts) expect(suspended).toBe(!there.has(from?.id ?? ''));
        known = next;
      }
    }),
  );
});

test('two spellings of one name are both refused, each with the other named', () => {
  const people = [someone('Alice', 1001), someone('alice', 1002, { dn: 'uid=alice,ou=others' })];
  const { newAccounts, refused } = plan({ people, teams: [] }, nothing, rule);
  expect(newAccounts).toEqual([]);
  expect(refused.map(({ dn, code, other }) => [dn, code, other])).toEqual([
    ['uid=Alice,ou=people', 'name-met', 'uid=alice,ou=others'],
    ['uid=alice,ou=others', 'name-met', 'uid=Alice,ou=people'],
  ]);
});

test('nobody takes the place of an account that was made here', () => {
  const local: KnownAccount = {
    ...{ name: 'alice', uid: 20_000, displayName: 'Alice', administrator: true, suspended: false, deleted: false },
    ...{ version: 1, groups: [], from: undefined },
  };
  const known = { accounts: [local], teams: [] };
  const { newAccounts, changes, gone, refused } = plan({ people: [someone('ALICE', 1001)], teams: [] }, known, rule);
  expect([newAccounts, changes, gone]).toEqual([[], [], []]);
  expect(refused[0]).toMatchObject({ code: 'name-taken', other: 'the account "alice"' });
});

test('groups in groups count, in a circle too', () => {
  const people = [someone('alice', 1001), someone('bob', 1002, { gid: 2003 })];
  const teams = [
    team('outer', 2001, ['CN=inner , ou=Groups']),
    team('inner', 2002, ['cn=outer,ou=groups', 'uid=Alice, ou=people', 'nobody']),
    team('first', 2003),
  ];
  const members = [...membersOf({ people, teams }).values()].map((ids) => [...ids]);
  expect(members).toEqual([['id of alice 1001'], ['id of alice 1001'], ['id of bob 1002']]);
});

test('DNs are the same however they are written', () => {
  expect(normalDn('UID=Alice , OU=People')).toBe(normalDn('uid=alice,ou=people'));
  expect(normalDn(String.raw`cn=M\C3\BCller\, Ana,o=x`)).toBe(normalDn(String.raw`cn=müller\2c ana,o=x`));
  expect(normalDn('uid=a+cn=b,o=x')).toBe(normalDn('cn=b+uid=a,o=x'));
  expect(normalDn(String.raw`cn=a\,o=x`)).not.toBe(normalDn('cn=a,o=x'));
  const part = fc.stringMatching(/^[a-z0-9][a-z0-9 ]{0,5}[a-z0-9]$/);
  fc.assert(
    fc.property(fc.array(part, { minLength: 1 }), (values) => {
      const loud = values.map((value) => ` CN = ${value.toUpperCase()} `).join(',');
      const escaped = values.map(
        (value) =>
          `cn=\\${Buffer.from(value)
            .toString('hex')
            .replace(/..(?=.)/g, '$&\\')}`,
      );
      expect(normalDn(escaped.join(','))).toBe(normalDn(loud));
      expect(normalDn(loud)).toBe(normalDn(values.map((value) => `cn=${value}`).join(',')));
    }),
  );
});

test('an answer without anybody, and one from which many are gone, is not believed', () => {
  const people = Array.from({ length: 100 }, (_, n) => someone(`user${n}`, 3000 + n));
  const known = after(nothing, { people, teams: [team('one', 9001), team('two', 9002)] });
  expect(whyNotWhole({ people: [], teams: [] }, known)).toMatch(/no person/);
  expect(whyNotWhole({ people, teams: [] }, known)).toMatch(/no group/);
  const limit = { number: 5, percent: 10 };
  const lost = (count: number) => plan({ people: people.slice(count), teams: [] }, known, rule);
  expect([tooManyGone(lost(10), known, limit), tooManyGone(lost(11), known, limit)]).toEqual([false, true]);
});
