import { builder, command, type Database } from '../../platform/index.ts';
import type { Tables } from './migrations.ts';

/**
 * A number that no control before this one had: agents refuse orders of an older one. It follows the clock, so that a
 * database that was put back from a backup gives none that was used since.
 *
 * @param now  in milliseconds since 1970
 */
export async function nextEpoch({ read, commit }: Pick<Database, 'read' | 'commit'>, now: number): Promise<number> {
  const row = await read.withTables<Tables>().selectFrom('cluster_epoch').select('epoch').executeTakeFirstOrThrow();
  const epoch = Math.max(row.epoch + 1, now);
  const write = builder<Tables>();
  await commit([command(write.updateTable('cluster_epoch').set({ epoch }).where('epoch', '=', row.epoch), 1)]);
  return epoch;
}
