import { createHash } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { ColumnFilter, ResultRow, RowsWindow, SortKey } from '../../result.ts';
import { viewClauses } from '../../rules/view.ts';
import { readRows, readShown, shownText } from '../results/read-rows.ts';
import { quoteText } from '../sql-text.ts';
import type { StoredResult } from './stored-result.ts';

export interface WindowRequest {
  readonly offset: number;
  readonly limit: number;
  readonly sort: readonly SortKey[];
  readonly where: readonly ColumnFilter[];
  /** Long values uncut. */
  readonly whole: boolean;
}

/** Views kept with a result; the one not looked at for longest goes first. */
const mostViews = 8;

/** Does the work once for all who ask with the same key at the same time. */
export type Once = (key: string, work: (connection: DuckDBConnection) => Promise<void>) => Promise<void>;

/** A window onto the result, in the query's order or onto a view that is sorted and filtered once and then kept. */
export async function readWindow(
  connection: DuckDBConnection,
  result: StoredResult,
  request: WindowRequest,
  once: Once,
): Promise<RowsWindow> {
  const { offset, limit, whole, sort, where } = request;
  if (sort.length === 0 && where.length === 0) {
    const rows = await readRows(connection, result.folder, result.sidecar, offset, limit, whole);
    return { offset, rows, rowCount: result.sidecar.rowCount };
  }
  const view = await storedView(result, sort, where, once);
  const source = `read_parquet(${quoteText(view)}, file_row_number = true)`;
  const counted = await connection.run(`SELECT num_rows FROM parquet_file_metadata(${quoteText(view)})`);
  const rowCount = Number((await counted.getRowsJson())[0]?.[0] ?? 0);
  const found = await connection.run(
    `SELECT row FROM ${source} WHERE file_row_number >= ${offset} AND file_row_number < ${offset + limit} ORDER BY file_row_number`,
  );
  const numbers = (await found.getRowsJson()).map(([number]) => Number(number));
  return { offset, rows: await readNumbered(connection, result, numbers, whole), rowCount };
}

async function readNumbered(
  connection: DuckDBConnection,
  result: StoredResult,
  numbers: readonly number[],
  whole: boolean,
): Promise<ResultRow[]> {
  if (numbers.length === 0) return [];
  const types = result.sidecar.columns.map((column) => column.tree);
  const shown = types.map((type, at) => shownText(type, result.values[at] ?? 'NULL', whole));
  const sql = `SELECT CAST(r AS VARCHAR), ${shown.join(', ')} FROM ${result.source} WHERE r IN (${numbers.join(', ')})`;
  const rows = await readShown(connection, sql, [{ id: 'BIGINT' }, ...types]);
  const byNumber = new Map(rows.map(([number, ...row]) => [Number(number), row]));
  return numbers.map((number) => byNumber.get(number) ?? []);
}

/** The path of a Parquet file with the view's row numbers in order. */
async function storedView(
  result: StoredResult,
  sort: readonly SortKey[],
  where: readonly ColumnFilter[],
  once: Once,
): Promise<string> {
  const key = createHash('sha256')
    .update(JSON.stringify([sort, where]))
    .digest('hex')
    .slice(0, 16);
  const folder = join(result.folder, 'views');
  const path = join(folder, `${key}.parquet`);
  if (await stat(path).catch(() => undefined)) {
    await utimes(path, new Date(), new Date()).catch(() => undefined);
    return path;
  }
  await once(path, async (connection) => {
    await connection.run(`SET TimeZone = ${quoteText(result.sidecar.timeZone)}`);
    await makeView(connection, result, sort, where, folder, path);
  });
  return path;
}

async function makeView(
  connection: DuckDBConnection,
  result: StoredResult,
  sort: readonly SortKey[],
  where: readonly ColumnFilter[],
  folder: string,
  path: string,
): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await dropOldViews(folder);
  const types = result.sidecar.columns.map((column) => column.type);
  const clauses = viewClauses(sort, where, result.values, types);
  // The row's number as the last key keeps equal rows in the query's order.
  const orderBy = clauses.orderBy === '' ? 'ORDER BY r' : `${clauses.orderBy}, r`;
  const aside = `${path}.${process.pid}.tmp`;
  const sql = `SELECT CAST(r AS UINTEGER) AS row FROM ${result.source} ${clauses.where} ${orderBy}`;
  try {
    await connection.run(`COPY (${sql}) TO ${quoteText(aside)} (FORMAT parquet)`);
    await rename(aside, path);
  } catch (error) {
    await rm(aside, { force: true });
    throw error;
  }
}

async function dropOldViews(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.parquet'));
  const views = await Promise.all(
    names.map(async (name) => ({ path: join(folder, name), usedAt: (await stat(join(folder, name))).mtimeMs })),
  );
  views.sort((a, b) => b.usedAt - a.usedAt);
  for (const { path } of views.slice(mostViews - 1)) await rm(path, { force: true });
}
