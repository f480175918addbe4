import { builder, command, type Database } from '../../platform/index.ts';
import type { Tables } from './migrations.ts';

/** A number that no control before this one had: agents refuse orders of an older one. */
export async function nextEpoch({ read, commit }: Pick<Database, 'read' | 'commit'>): Promise<number> {
  const row = await read.withTables<Tables>().selectFrom('cluster_epoch').select('epoch').executeTakeFirstOrThrow();
  const epoch = row.epoch + 1;
  const write = builder<Tables>();
  await commit([command(write.updateTable('cluster_epoch').set({ epoch }).where('epoch', '=', row.epoch), 1)]);
  return epoch;
}
