import { type RawBuilder, sql } from 'kysely';
import type { Reader } from '../../platform/index.ts';
import type { TaskRecord } from '../tasks/task-record.ts';
import { parseTask } from './tasks.ts';

/** Which of the tasks that have ended. */
export interface EndedFilter {
  /** Null: of everybody. */
  readonly account: string | null;
  /** Null: any. */
  readonly states: readonly string[] | null;
  /** With those below it. */
  readonly role: string | null;
  readonly agent: string | null;
  readonly framework: string | null;
  /** Part of the name or id, in lower case. */
  readonly search: string | null;
}

/** The newest first, before an id. What is filtered by is in an index, so that no record is read but those answered. */
export async function endedTasksBefore(
  read: Reader,
  filter: EndedFilter,
  { before, limit }: { readonly before: string | null; readonly limit: number },
): Promise<TaskRecord[]> {
  const older = before === null ? [] : [sql<boolean>`id < ${before}`];
  const fitting = sql.join([...conditions(filter), ...older], sql` and `);
  const page = sql`select id from ${indexed(filter)} where ${fitting} order by id desc limit ${limit}`;
  const records = sql<{ record: string }>`select record from cluster_task where id in (${page}) order by id desc`;
  return (await records.execute(read)).rows.map(parseTask);
}

export async function countEnded(read: Reader, filter: EndedFilter): Promise<number> {
  const fitting = sql.join(conditions(filter), sql` and `);
  const counted = sql<{ count: number }>`select count(*) as count from ${indexed(filter)} where ${fitting}`;
  return (await counted.execute(read)).rows[0]?.count ?? 0;
}

/** Left to itself SQLite takes an index that has none of what is filtered by. */
function indexed({ account }: EndedFilter): RawBuilder<unknown> {
  return account === null ? sql`cluster_task indexed by cluster_task_over` : sql`cluster_task`;
}

function conditions({ account, states, role, agent, framework, search }: EndedFilter): RawBuilder<boolean>[] {
  // Said as it stands in the index, which is of these rows alone.
  const all = [sql<boolean>`live = 0`];
  if (account !== null) all.push(sql`account = ${account}`);
  if (states !== null) all.push(sql`state in (${sql.join(states)})`);
  if (role !== null) all.push(sql`(role = ${role} or substr(role, 1, ${role.length + 1}) = ${`${role}/`})`);
  if (agent !== null) all.push(sql`agent = ${agent}`);
  if (framework !== null) all.push(sql`framework = ${framework}`);
  if (search !== null) all.push(sql`(instr(lower(name), ${search}) > 0 or instr(id, ${search}) > 0)`);
  return all;
}
