import type { Generated } from 'kysely';
import { builder, type Reader } from '../../platform/index.ts';

interface AccountTable {
  name: string;
  uid: number;
  label: string;
  display_name: string;
  administrator: number;
  password_hash: string | null;
  must_change_password: number;
  suspended_at: number | null;
  deleted_at: number | null;
  created_at: number;
  seen_at: number | null;
  version: number;
  primary_team: string | null;
}

interface SessionTable {
  id: string;
  secret_hash: string;
  account: string;
  created_at: number;
  seen_at: number;
  longest_until: number;
  remote: string;
  client: string;
}

interface TokenTable {
  id: string;
  secret_hash: string;
  account: string;
  name: string;
  scopes: string;
  created_at: number;
  expires_at: number | null;
  seen_at: number | null;
  hint: string;
  parent: string | null;
  workspace_task: string | null;
}

interface AuditTable {
  sequence: Generated<number>;
  id: string;
  at: number;
  account: string | null;
  credential_id: string | null;
  operation: string;
  target: string;
  remote: string;
  request_id: string;
  result: string;
}

/** As the migrations make them. */
export type Tables = {
  taken_name: { name: string; kind: 'account' | 'group' };
  host_label: { label: string; owner: string };
  tenant_number: { one: number; next: number };
  account: AccountTable;
  team: { name: string; gid: number; description: string; created_at: number; deleted_at: number | null };
  membership: { team: string; account: string; since: number };
  session: SessionTable;
  token: TokenTable;
  invitation: { account: string; secret_hash: string; created_at: number; expires_at: number };
  known_address: { account: string; remote: string; seen_at: number };
  pending_revocation: { id: string; kind: string; account: string; team: string | null; at: number };
  audit: AuditTable;
  directory_account: {
    account: string;
    entry_id: string;
    dn: string;
    gone_at: number | null;
    suspended_by_it: number;
  };
  directory_team: { team: string; entry_id: string; dn: string; gone_at: number | null };
  directory_sync: { one: number; at: number; report: string };
};

/** Whatever can be read from: a context or the database itself. */
export interface Readable {
  readonly read: Reader;
}

/** Builds the room's writes. */
export const write = builder<Tables>();

/** Builds the room's reads. */
export function tables({ read }: Readable) {
  return read.withTables<Tables>();
}

/** How many rows of the table belong to the account. */
export async function countOf(from: Readable, table: 'session' | 'token', account: string): Promise<number> {
  const row = await tables(from)
    .selectFrom(table)
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('account', '=', account)
    .executeTakeFirstOrThrow();
  return row.count;
}
