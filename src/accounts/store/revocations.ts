import { type Command, command } from '../../platform/index.ts';
import { type Readable, tables, write } from './tables.ts';

/** What somebody has lost. */
export type Revocation =
  | { readonly kind: 'suspended' | 'deleted'; readonly account: string }
  | { readonly kind: 'left-group'; readonly account: string; readonly group: string };

/** A revocation that is stored and not known to have taken effect everywhere. */
export interface PendingRevocation {
  readonly id: string;
  readonly at: number;
  readonly revocation: Revocation;
}

export function insertRevocation({ id, at, revocation }: PendingRevocation): Command {
  const { kind, account } = revocation;
  const team = revocation.kind === 'left-group' ? revocation.group : null;
  return command(write.insertInto('pending_revocation').values({ id, at, kind, account, team }));
}

export function deleteRevocations(ids: readonly string[]): readonly Command[] {
  return ids.map((id) => command(write.deleteFrom('pending_revocation').where('id', '=', id)));
}

/** Where what was taken away is given back, taking it away is no longer to be finished. */
export function forgetRevocations(revocation: Revocation): Command {
  const { kind, account } = revocation;
  const same = write.deleteFrom('pending_revocation').where('kind', '=', kind).where('account', '=', account);
  return command(revocation.kind === 'left-group' ? same.where('team', '=', revocation.group) : same);
}

export async function findRevocations(from: Readable, before: number): Promise<PendingRevocation[]> {
  const rows = await tables(from)
    .selectFrom('pending_revocation')
    .selectAll()
    .where('at', '<=', before)
    .orderBy('at')
    .execute();
  return rows.map(({ id, at, kind, account, team }) => ({ id, at, revocation: asRevocation(kind, account, team) }));
}

function asRevocation(kind: string, account: string, team: string | null): Revocation {
  if (kind === 'suspended' || kind === 'deleted') return { kind, account };
  if (kind === 'left-group' && team !== null) return { kind, account, group: team };
  throw new Error(`a stored revocation is of the unknown kind ${kind}`);
}
