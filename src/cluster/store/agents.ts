import { builder, type Command, command, type Reader } from '../../platform/index.ts';
import type { Tables } from './migrations.ts';

/** What an operator wants of an agent. Times are milliseconds since 1970. */
export interface AgentWish {
  readonly id: string;
  readonly wish: 'active' | 'draining' | 'deactivated';
  readonly since: number;
  /** When its tasks are told to end. */
  readonly drainUntil: number | null;
  /** It is gone for ever when it is drained. */
  readonly markGone: boolean;
}

const write = builder<Tables>();

export async function findAgentWish(read: Reader, id: string): Promise<AgentWish | undefined> {
  const row = await read
    .withTables<Tables>()
    .selectFrom('cluster_agent')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst();
  return (
    row && { id: row.id, wish: row.wish, since: row.since, drainUntil: row.drain_until, markGone: row.mark_gone === 1 }
  );
}

export function saveAgentWish({ id, wish, since, drainUntil, markGone }: AgentWish): Command {
  const row = { id, wish, since, drain_until: drainUntil, mark_gone: markGone ? (1 as const) : (0 as const) };
  return command(
    write
      .insertInto('cluster_agent')
      .values(row)
      .onConflict((conflict) => conflict.column('id').doUpdateSet(row)),
  );
}

/** Names of those that never come back. */
export async function goneAgents(read: Reader): Promise<string[]> {
  const rows = await read.withTables<Tables>().selectFrom('cluster_gone_agent').select('id').execute();
  return rows.map(({ id }) => id);
}

export function saveGoneAgent(id: string, since: number): Command[] {
  const gone = write.insertInto('cluster_gone_agent').values({ id, since });
  return [
    command(gone.onConflict((conflict) => conflict.column('id').doNothing())),
    command(write.deleteFrom('cluster_agent').where('id', '=', id)),
  ];
}
