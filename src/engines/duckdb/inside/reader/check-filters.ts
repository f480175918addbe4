import type { DuckDBConnection } from '@duckdb/node-api';
import type { ColumnFilter } from '../../result.ts';
import { ViewInvalid } from '../../rules/view.ts';
import { quoteText } from '../sql-text.ts';
import type { StoredResult } from './stored-result.ts';

/** Throws ViewInvalid, naming the column, for a value that its type does not have. */
export async function checkFilters(
  connection: DuckDBConnection,
  result: StoredResult,
  where: readonly ColumnFilter[],
): Promise<void> {
  for (const { column, test, value } of where) {
    const about = result.sidecar.columns[column];
    if (value === undefined || test === 'contains' || about === undefined) continue;
    const [[fits] = []] = await connection
      .run(`SELECT TRY_CAST(${quoteText(value)} AS ${about.type}) IS NOT NULL`)
      .then((found) => found.getRowsJson());
    if (fits !== true)
      throw new ViewInvalid(`"${value}" is not a value of the column "${about.name}", whose type is ${about.type}.`);
  }
}
