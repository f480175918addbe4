import type { Command } from '../../platform/index.ts';
import { announceAccounts, announceGroup, announceSuspension } from '../announce.ts';
import type { Parts } from '../parts.ts';
import { updateAccount } from '../store/accounts.ts';
import { insertAudit } from '../store/audit.ts';
import { deleteMember, insertMember } from '../store/groups.ts';
import { deleteInvitation } from '../store/invitations.ts';
import { forgetRevocations, type PendingRevocation, type Revocation } from '../store/revocations.ts';
import { deleteSessions } from '../store/sessions.ts';
import { deleteTokens } from '../store/tokens.ts';
import type { KnownAccount } from './rules/known.ts';
import type { AccountChange, Plan } from './rules/plan.ts';
import {
  changeEntry,
  changeTeamEntry,
  insertDirectoryAccount,
  insertDirectoryTeam,
  insertMemberships,
} from './store.ts';

/** So many are stored together, so that a synchronisation of thousands leaves room for others' changes. */
const batch = 200;
/** More new accounts than this are told to gateways all at once. */
const manyAccounts = 50;

/** Whoever asked for it, as the audit names them. */
export interface Asker {
  readonly account: string | undefined;
  readonly credentialId: string | undefined;
  readonly remote: string;
  readonly requestId: string;
}

/**
 * Does what was planned. Who is gone comes first: whatever else fails, they are out. Each batch names the versions that
 * the plan relied on; one that is out of date ends it, and the next plan goes on from there.
 */
export async function carryOut(parts: Parts, plan: Plan, asker: Asker): Promise<void> {
  const { database, clock, events } = parts.foundation;
  const now = clock.now();
  for (const some of batches(plan.gone)) await suspend(parts, some, asker);
  await database.commit([
    ...plan.newTeams.flatMap((team) => insertDirectoryTeam(team, now)),
    ...plan.teamsBack.map(({ name, dn }) => changeTeamEntry(name, { dn, gone_at: null })),
    ...plan.teamsGone.map((name) => changeTeamEntry(name, { gone_at: now })),
  ]);
  for (const some of batches(plan.newAccounts))
    await database.commit(
      some.flatMap((account) => [...insertDirectoryAccount(account, now), ...insertMemberships(account, now)]),
    );
  if (plan.newAccounts.length > manyAccounts) await parts.credentials.followAll();
  else for (const { name } of plan.newAccounts) await parts.credentials.follow(name);
  for (const some of batches(plan.changes)) await change(parts, some, asker);
  announceAccounts(
    events,
    plan.newAccounts.slice(0, manyAccounts).map(({ name }) => name),
  );
  for (const { name } of [...plan.newTeams, ...plan.teamsBack]) announceGroup(events, name);
}

async function suspend(parts: Parts, accounts: readonly KnownAccount[], asker: Asker): Promise<void> {
  const { database, clock, events } = parts.foundation;
  const now = clock.now();
  const pending: PendingRevocation[] = [];
  const commands = accounts.flatMap((account): Command[] => {
    const { name, suspended } = account;
    const revocation = parts.revocations.prepare({ kind: 'suspended', account: name });
    pending.push(revocation.pending);
    return [
      changeEntry(name, { gone_at: now, suspended_by_it: suspended ? 0 : 1 }),
      ...(suspended ? [] : [updateAccount(account, { suspended_at: now })]),
      ...[deleteSessions(name), deleteTokens(name), deleteInvitation(name), revocation.command],
      audit(asker, now, 'directory suspend', name),
    ];
  });
  await database.commit(commands);
  for (const { name } of accounts) announceSuspension(events, name);
  await takeEffect(parts, accounts, pending);
}

async function change(parts: Parts, changes: readonly AccountChange[], asker: Asker): Promise<void> {
  const { database, clock } = parts.foundation;
  const now = clock.now();
  const pending: PendingRevocation[] = [];
  const commands = changes.flatMap((one): Command[] => {
    const { account, joined, left, displayName, administrator, dn, back, resumed } = one;
    const { name } = account;
    const lost = left.map((group): Revocation => ({ kind: 'left-group', account: name, group }));
    const revocations = lost.map((revocation) => parts.revocations.prepare(revocation));
    pending.push(...revocations.map((revocation) => revocation.pending));
    const columns = {
      ...(displayName === undefined ? {} : { display_name: displayName }),
      ...(administrator === undefined ? {} : { administrator: administrator ? 1 : 0 }),
      ...(resumed ? { suspended_at: null } : {}),
    };
    return [
      ...(Object.keys(columns).length > 0 ? [updateAccount(account, columns)] : []),
      ...(dn === undefined ? [] : [changeEntry(name, { dn })]),
      ...(back ? [changeEntry(name, { gone_at: null, suspended_by_it: 0 })] : []),
      ...(resumed ? [forgetRevocations({ kind: 'suspended', account: name })] : []),
      ...(resumed ? [audit(asker, now, 'directory resume', name)] : []),
      ...(administrator === undefined
        ? []
        : [audit(asker, now, 'directory administrator', `${name}: ${administrator ? 'yes' : 'no'}`)]),
      ...joined.flatMap((group) => [
        ...insertMember(group, name, now),
        forgetRevocations({ kind: 'left-group', account: name, group }),
      ]),
      ...left.map((group) => deleteMember(group, name)),
      ...revocations.map((revocation) => revocation.command),
    ];
  });
  await database.commit(commands);
  await takeEffect(
    parts,
    changes.map(({ account }) => account),
    pending,
  );
}

async function takeEffect(
  { revocations, foundation: { events, log } }: Parts,
  accounts: readonly KnownAccount[],
  pending: readonly PendingRevocation[],
): Promise<void> {
  const names = accounts.map(({ name }) => name);
  announceAccounts(events, names);
  if (names.length === 0) return;
  // What does not take effect in time is finished in the background, and no reason to leave the others undone.
  await revocations
    .takeEffect(names, pending)
    .catch((err: unknown) => log.warn({ err }, 'what the directory took away is still being taken away'));
}

export function audit(asker: Asker, at: number, operation: string, target: string, result = 'ok'): Command {
  return insertAudit({ ...asker, at, operation, target, result });
}

function* batches<T>(all: readonly T[]): Generator<readonly T[]> {
  for (let at = 0; at < all.length; at += batch) yield all.slice(at, at + batch);
}
