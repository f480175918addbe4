import { type Selectable, sql } from 'kysely';
import { type AuditEntry, type Command, command, newId } from '../../platform/index.ts';
import type { AuditRecord } from '../contract.ts';
import { type Readable, type Tables, tables, write } from './tables.ts';

/** Longest text that a record keeps of anything that a caller chose. */
const longestText = 300;

/** The command that stores an audit record. */
export function insertAudit(entry: AuditEntry): Command {
  return command(
    write.insertInto('audit').values({
      id: newId(entry.at),
      at: entry.at,
      account: entry.account ?? null,
      credential_id: entry.credentialId ?? null,
      operation: entry.operation.slice(0, longestText),
      target: entry.target.slice(0, longestText),
      remote: entry.remote.slice(0, longestText),
      request_id: entry.requestId.slice(0, longestText),
      result: entry.result.slice(0, longestText),
    }),
  );
}

function asRecord(row: Selectable<Tables['audit']>): AuditRecord {
  const { credential_id, request_id, ...rest } = row;
  return { ...rest, credentialId: credential_id, requestId: request_id };
}

export interface AuditSearch {
  readonly account?: string | undefined;
  readonly operation?: string | undefined;
  readonly target?: string | undefined;
  readonly result?: string | undefined;
  readonly from?: number | undefined;
  readonly until?: number | undefined;
}

function matching(from: Readable, search: AuditSearch) {
  let query = tables(from).selectFrom('audit').selectAll();
  if (search.account !== undefined) query = query.where('account', '=', search.account);
  if (search.operation !== undefined) query = query.where(sql<boolean>`instr(operation, ${search.operation}) > 0`);
  if (search.target !== undefined) query = query.where(sql<boolean>`instr(target, ${search.target}) > 0`);
  if (search.result === 'refused') query = query.where('result', '<>', 'ok');
  else if (search.result !== undefined) query = query.where('result', '=', search.result);
  if (search.from !== undefined) query = query.where('at', '>=', search.from);
  if (search.until !== undefined) query = query.where('at', '<', search.until);
  return query;
}

/** The newest first, from before the sequence. */
export async function auditBefore(from: Readable, search: AuditSearch, before: number, limit: number) {
  const query = matching(from, search).where('sequence', '<', before).orderBy('sequence', 'desc').limit(limit);
  return (await query.execute()).map(asRecord);
}

/** The oldest first, from after the sequence. */
export async function auditAfter(from: Readable, search: AuditSearch, after: number, limit: number) {
  const query = matching(from, search).where('sequence', '>', after).orderBy('sequence').limit(limit);
  return (await query.execute()).map(asRecord);
}

export async function auditAt(from: Readable, sequence: number): Promise<AuditRecord | undefined> {
  const row = await tables(from).selectFrom('audit').selectAll().where('sequence', '=', sequence).executeTakeFirst();
  return row && asRecord(row);
}
