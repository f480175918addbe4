import { builder, type Command, command, type Reader } from '../../platform/index.ts';
import type { StoredMeasures } from '../measure/measures.ts';
import type { Tables } from './migrations.ts';

const write = builder<Tables>();

/** Of a task that has run for a while: what it used until then. */
export function saveTaskUsage(id: string, measures: StoredMeasures): Command {
  const row = { id, at: measures.lastAt, measures: JSON.stringify(measures) };
  return command(
    write
      .insertInto('cluster_task_usage')
      .values(row)
      .onConflict((conflict) => conflict.column('id').doUpdateSet(row)),
  );
}

export async function allTaskUsages(read: Reader): Promise<[id: string, measures: StoredMeasures][]> {
  const rows = await read.withTables<Tables>().selectFrom('cluster_task_usage').selectAll().orderBy('at').execute();
  return rows.map(({ id, measures }) => [id, JSON.parse(measures)]);
}

/** Of tasks that were not looked at since. */
export function removeTaskUsagesBefore(at: number): Command {
  return command(write.deleteFrom('cluster_task_usage').where('at', '<', at));
}
