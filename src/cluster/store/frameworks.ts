import { builder, type Command, command, type Reader } from '../../platform/index.ts';
import type { FrameworkRecord } from '../framework-port.ts';
import type { Tables } from './migrations.ts';

/** A framework as it registered. Times are milliseconds since 1970. */
export interface StoredFramework {
  readonly record: FrameworkRecord;
  readonly registeredAt: number;
  readonly reregisteredAt: number | null;
  /** It was torn down, and never comes back. */
  readonly endedAt: number | null;
}

const write = builder<Tables>();

export async function allFrameworks(read: Reader): Promise<StoredFramework[]> {
  const rows = await read
    .withTables<Tables>()
    .selectFrom('cluster_framework')
    .selectAll()
    .orderBy('ended_at')
    .execute();
  return rows.map((row) => ({
    record: JSON.parse(row.record),
    registeredAt: row.registered_at,
    reregisteredAt: row.reregistered_at,
    endedAt: row.ended_at,
  }));
}

export function removeFramework(id: string): Command {
  return command(write.deleteFrom('cluster_framework').where('id', '=', id));
}

export function saveFramework({ record, registeredAt, reregisteredAt, endedAt }: StoredFramework): Command {
  const row = {
    id: record.id,
    record: JSON.stringify(record),
    registered_at: registeredAt,
    reregistered_at: reregisteredAt,
    ended_at: endedAt,
  };
  return command(
    write
      .insertInto('cluster_framework')
      .values(row)
      .onConflict((conflict) => conflict.column('id').doUpdateSet(row)),
  );
}
