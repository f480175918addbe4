import { type Insertable, sql } from 'kysely';
import { builder, type Command, command, type Reader } from '../../platform/index.ts';
import { notChecked } from '../rules/checked.ts';
import { count, type Ranges } from '../rules/ranges.ts';
import { nothing, type Resources } from '../rules/resources.ts';
import { isOver } from '../rules/task-life.ts';
import type { EndWish, TaskRecord } from '../tasks/task-record.ts';
import type { Tables } from './migrations.ts';

const write = builder<Tables>();
const readAtOnce = 1000;

// Thousands of these in a second: their text is made once.
const columns = ['id', 'account', 'key', 'live', 'requested_at', 'ended_at', 'record', 'version'] as const;
const insertSql = `insert into cluster_task (${columns.join(', ')}) values (${columns.map(() => '?').join(', ')})`;
const updateSql = `update cluster_task set live = ?, ended_at = ?, record = ?, version = ? where id = ? and version = ?`;

/** Stores a task for the first time; a second one of its key is refused. */
export function insertTask(task: TaskRecord): Command {
  const row = rowOf(task);
  return { sql: insertSql, parameters: columns.map((column) => row[column]), expectRows: 1 };
}

/** Stores what has changed; stale when somebody else has stored another change. */
export function updateTask(task: TaskRecord): Command {
  const { id, live, ended_at, record, version } = rowOf(task);
  return { sql: updateSql, parameters: [live, ended_at, record, version, id, version - 1], expectRows: 1 };
}

export function removeTasksEndedBefore(at: number): Command {
  return command(write.deleteFrom('cluster_task').where('live', '=', 0).where('ended_at', '<', at));
}

/** The oldest of each account go. */
export function removeEndedBeyond(most: number): Command {
  const ranked = write
    .selectFrom('cluster_task')
    .select(['id', sql<number>`row_number() over (partition by account order by id desc)`.as('place')])
    .where('live', '=', 0)
    .as('ranked');
  const beyond = write.selectFrom(ranked).select('ranked.id').where('ranked.place', '>', most);
  return command(write.deleteFrom('cluster_task').where('id', 'in', beyond));
}

export async function findTask(read: Reader, id: string): Promise<TaskRecord | undefined> {
  const row = await from(read).select('record').where('id', '=', id).executeTakeFirst();
  return row && parseTask(row);
}

export async function findTaskOfKey(read: Reader, account: string, key: string): Promise<TaskRecord | undefined> {
  const row = await from(read)
    .select('record')
    .where('account', '=', account)
    .where('key', '=', key)
    .executeTakeFirst();
  return row && parseTask(row);
}

/** In parts, so that their text need not be in memory all at once. */
export async function* liveTasks(read: Reader): AsyncGenerator<TaskRecord> {
  for (let last = ''; ; ) {
    const live = from(read).select(['id', 'record']).where('live', '=', 1).where('id', '>', last);
    const rows = await live.orderBy('id').limit(readAtOnce).execute();
    for (const row of rows) yield parseTask(row);
    if (rows.length < readAtOnce) return;
    last = rows.at(-1)?.id ?? last;
  }
}

const from = (read: Reader) => read.withTables<Tables>().selectFrom('cluster_task');

function rowOf(task: TaskRecord): Insertable<Tables['cluster_task']> {
  return {
    id: task.id,
    account: task.account,
    key: task.key,
    live: isOver(task) && task.updates.length === 0 ? 0 : 1,
    requested_at: task.requestedAt,
    ended_at: task.endedAt,
    record: JSON.stringify(task),
    version: task.version,
  };
}

/** Records from before ports were counted have no such amount. */
function whole(resources: Partial<Resources>, ports: Ranges): Resources {
  return { ...nothing, ports: count(ports), ...resources };
}

function wholeEnd(end: EndWish): EndWish {
  if (end.by !== 'preemption') return end;
  const { decided } = end.preemption;
  const resources = { ...nothing, ...decided.resources };
  return { ...end, preemption: { ...end.preemption, decided: { ...decided, resources } } };
}

export function parseTask({ record }: { readonly record: string }): TaskRecord {
  const task = { check: null, checked: notChecked, ...JSON.parse(record) } as TaskRecord;
  return { ...task, resources: whole(task.resources, task.ports), end: task.end && wholeEnd(task.end) };
}
