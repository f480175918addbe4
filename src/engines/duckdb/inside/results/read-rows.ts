import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { type ResultRow, type ResultValue, shownTextLimit } from '../../result.ts';
import { type ColumnType, decode } from '../../rules/column-type.ts';
import { quoteText } from '../sql-text.ts';
import type { Sidecar } from './sidecar.ts';

/** SQL for `FROM` that reads `parts` of a result, with `file_row_number` counted in each part. */
export function partsSource(folder: string, files: readonly string[]): string {
  const paths = files.map((file) => quoteText(join(folder, file)));
  return `read_parquet([${paths.join(', ')}], file_row_number = true)`;
}

/** Rows `offset` to `offset + limit` in the query's order, values as the page takes them. */
export async function readRows(
  connection: DuckDBConnection,
  folder: string,
  sidecar: Pick<Sidecar, 'columns' | 'parts'>,
  offset: number,
  limit: number,
  whole: boolean,
): Promise<ResultRow[]> {
  const types = sidecar.columns.map((column) => column.tree);
  const shown = types.map((type, at) => shownText(type, decode(type, `c${at}`), whole)).join(', ');
  const rows: ResultRow[] = [];
  let start = 0;
  for (const part of sidecar.parts) {
    const from = Math.max(offset - start, 0);
    const to = Math.min(offset + limit - start, part.rows);
    start += part.rows;
    if (from >= to) continue;
    // Where all of a part is read, its rows need no counting.
    const source =
      from === 0 && to === part.rows
        ? `read_parquet(${quoteText(join(folder, part.file))})`
        : `${partsSource(folder, [part.file])} WHERE file_row_number >= ${from} AND file_row_number < ${to}`;
    rows.push(...(await readShown(connection, `SELECT ${shown} FROM ${source}`, types, to - from)));
  }
  return rows;
}

/**
 * Runs a query whose columns were made by `shownText`.
 *
 * @param count  how many rows it gives, where that is known: the end need not be asked for then
 */
export async function readShown(
  connection: DuckDBConnection,
  sql: string,
  types: readonly ColumnType[],
  count = Number.POSITIVE_INFINITY,
): Promise<ResultRow[]> {
  const found = await connection.run(sql);
  const rows: ResultRow[] = [];
  while (rows.length < count) {
    const chunk = await found.fetchChunk();
    if (!chunk || chunk.rowCount === 0) break;
    for (const row of chunk.getRows())
      rows.push(row.map((value, at) => shownValue(typeof value === 'string' ? value : null, types[at])));
  }
  return rows;
}

/** SQL for a value's text; long ones are cut unless `whole`. */
export function shownText(type: ColumnType, value: string, whole: boolean): string {
  const text = `CAST(${value} AS VARCHAR)`;
  if (whole || !canBeLong(type)) return text;
  return `CASE WHEN length(${text}) > ${shownTextLimit} THEN left(${text}, ${shownTextLimit}) || '…' ELSE ${text} END`;
}

/** A number or boolean where JavaScript holds it exactly, DuckDB's text otherwise. */
export function shownValue(text: string | null, type: ColumnType | undefined): ResultValue {
  if (text === null || !type) return null;
  switch (type.id) {
    case 'BOOLEAN':
      return text === 'true';
    case 'FLOAT':
    case 'DOUBLE': {
      const value = Number(text);
      return Number.isFinite(value) && !Object.is(value, -0) ? value : text;
    }
    case 'TINYINT':
    case 'SMALLINT':
    case 'INTEGER':
    case 'BIGINT':
    case 'UTINYINT':
    case 'USMALLINT':
    case 'UINTEGER':
    case 'UBIGINT':
    case 'HUGEINT':
    case 'UHUGEINT': {
      const value = Number(text);
      return Number.isSafeInteger(value) ? value : text;
    }
    default:
      return text;
  }
}

function canBeLong(type: ColumnType): boolean {
  return !/INT$|^(BOOLEAN|FLOAT|DOUBLE|DECIMAL|UUID|INTERVAL|DATE|TIME.*|ENUM)$/.test(type.id);
}
