import { type Readable, tables } from './tables.ts';

/** What gateways are told of accounts: of one, or of all. Deleted ones are not found. */
export async function findReplicated(from: Readable, name?: string) {
  const all = tables(from)
    .selectFrom('account')
    .select(['name', 'uid', 'label', 'suspended_at'])
    .where('deleted_at', 'is', null);
  const rows = await (name === undefined ? all : all.where('name', '=', name)).execute();
  return rows.map(({ suspended_at, ...rest }) => ({ ...rest, suspended: suspended_at !== null }));
}
