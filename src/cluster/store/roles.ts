import { builder, type Command, command, type Reader } from '../../platform/index.ts';
import type { SomeResources } from '../contract.ts';
import type { PriorityClass } from '../rules/priority-class.ts';
import type { Tables } from './migrations.ts';

/** What was set for a role; null: the default. */
export interface RoleRecord {
  readonly path: string;
  readonly weight: number | null;
  readonly guarantee: SomeResources | null;
  readonly limit: SomeResources | null;
  readonly highestClass: PriorityClass | null;
  readonly version: number;
}

const write = builder<Tables>();

export async function allRoles(read: Reader): Promise<RoleRecord[]> {
  const rows = await read.withTables<Tables>().selectFrom('cluster_role').selectAll().orderBy('path').execute();
  return rows.map((row) => ({
    path: row.path,
    weight: row.weight,
    guarantee: row.guarantee === null ? null : JSON.parse(row.guarantee),
    limit: row.most === null ? null : JSON.parse(row.most),
    highestClass: row.highest_class as PriorityClass | null,
    version: row.version,
  }));
}

/** Stores the role; stale when another change has come in between. */
export function saveRole(role: RoleRecord): Command {
  const row = {
    path: role.path,
    weight: role.weight,
    guarantee: role.guarantee && JSON.stringify(role.guarantee),
    most: role.limit && JSON.stringify(role.limit),
    highest_class: role.highestClass,
    version: role.version + 1,
  };
  const insert = write.insertInto('cluster_role').values(row);
  return command(
    insert.onConflict((conflict) =>
      conflict.column('path').doUpdateSet(row).where('cluster_role.version', '=', role.version),
    ),
    1,
  );
}
