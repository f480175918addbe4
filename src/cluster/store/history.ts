import { builder, type Command, command, type Reader } from '../../platform/index.ts';
import type { HistoryPoint } from '../measure/history-point.ts';
import type { Tables } from './migrations.ts';

const write = builder<Tables>();

export function insertPoint(point: HistoryPoint): Command {
  const row = { at: point.at, point: JSON.stringify(point) };
  return command(
    write
      .insertInto('cluster_history')
      .values(row)
      .onConflict((conflict) => conflict.column('at').doUpdateSet(row)),
  );
}

export function removePointsBefore(at: number): Command {
  return command(write.deleteFrom('cluster_history').where('at', '<', at));
}

/** The oldest first. */
export async function pointsSince(read: Reader, at: number): Promise<HistoryPoint[]> {
  const rows = await read
    .withTables<Tables>()
    .selectFrom('cluster_history')
    .select('point')
    .where('at', '>=', at)
    .orderBy('at')
    .execute();
  return rows.map(({ point }) => JSON.parse(point));
}
