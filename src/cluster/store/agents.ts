import { builder, type Command, command, type Reader } from '../../platform/index.ts';
import type { Tables } from './migrations.ts';

/** What an operator wants of an agent. Times are milliseconds since 1970. */
export interface AgentWish {
  readonly id: string;
  readonly wish: 'active' | 'draining' | 'deactivated';
  readonly since: number;
  /** When its tasks are told to end. */
  readonly drainUntil: number | null;
}

const write = builder<Tables>();

export async function findAgentWish(read: Reader, id: string): Promise<AgentWish | undefined> {
  const row = await read
    .withTables<Tables>()
    .selectFrom('cluster_agent')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst();
  return row && { id: row.id, wish: row.wish, since: row.since, drainUntil: row.drain_until };
}

export function saveAgentWish({ id, wish, since, drainUntil }: AgentWish): Command {
  const row = { id, wish, since, drain_until: drainUntil };
  return command(
    write
      .insertInto('cluster_agent')
      .values(row)
      .onConflict((conflict) => conflict.column('id').doUpdateSet(row)),
  );
}
