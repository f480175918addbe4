import { builder, type Command, command, type Reader } from '../../platform/index.ts';
import type { AccountUsage } from '../measure/account-usage.ts';
import type { Tables } from './migrations.ts';

const write = builder<Tables>();

export function insertAccountUsage(account: string, usage: AccountUsage): Command {
  const { at, askedCpus, askedMemory, usedCpus, usedMemory } = usage;
  const row = {
    ...{ account, at, asked_cpus: askedCpus, asked_memory: askedMemory },
    ...{ used_cpus: usedCpus, used_memory: usedMemory === null ? null : Math.round(usedMemory) },
  };
  const same = (values: typeof row) =>
    write
      .insertInto('cluster_account_usage')
      .values(values)
      .onConflict((conflict) => conflict.columns(['account', 'at']).doUpdateSet(values));
  return command(same(row));
}

export function removeAccountUsageBefore(at: number): Command {
  return command(write.deleteFrom('cluster_account_usage').where('at', '<', at));
}

/** The oldest first. */
export async function accountUsageSince(read: Reader, account: string, at: number): Promise<AccountUsage[]> {
  const rows = await read
    .withTables<Tables>()
    .selectFrom('cluster_account_usage')
    .selectAll()
    .where('account', '=', account)
    .where('at', '>=', at)
    .orderBy('at')
    .execute();
  return rows.map((row) => ({
    ...{ at: row.at, askedCpus: row.asked_cpus, askedMemory: row.asked_memory },
    ...{ usedCpus: row.used_cpus, usedMemory: row.used_memory },
  }));
}
