import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { constants, openSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { ColumnFilter, SortKey } from '../../result.ts';
import { isStoredAsIs } from '../../rules/column-type.ts';
import { viewClauses } from '../../rules/view.ts';
import { quoteName, quoteText } from '../sql-text.ts';
import type { StoredResult } from './stored-result.ts';

export interface ExportRequest {
  readonly format: 'csv' | 'json' | 'parquet';
  readonly sort: readonly SortKey[];
  readonly where: readonly ColumnFilter[];
}

/**
 * Streams the stored result as one file; the query does not run again.
 *
 * CSV has each value's exact text, NULL as nothing and the empty text as `""`. JSON is one object a line. Parquet keeps types that it has; a
 * HUGEINT becomes DECIMAL(38,0) where all its values fit, and what Parquet would lose stays encoded, with the types
 * under the key `stoa.columns` of its metadata.
 */
export async function exportResult(
  connection: DuckDBConnection,
  result: StoredResult,
  request: ExportRequest,
  scratch: string,
  to: NodeJS.WritableStream,
): Promise<void> {
  const { columns } = result.sidecar;
  const clauses = viewClauses(
    request.sort,
    request.where,
    result.values,
    columns.map((column) => column.type),
  );
  const selected = await selectedColumns(connection, result, request.format);
  const sql = `SELECT ${selected.join(', ')} FROM ${result.source} ${clauses.where} ${clauses.orderBy}`;
  const options = {
    csv: 'FORMAT csv, HEADER true',
    json: 'FORMAT json',
    parquet: `FORMAT parquet, KV_METADATA {'stoa.columns': ${quoteText(JSON.stringify(columns.map(({ name, tree }) => ({ name, tree }))))}}`,
  }[request.format];
  await connection.run(`SET TimeZone = ${quoteText(result.sidecar.timeZone)}`);
  await streamCopy(connection, (file) => `COPY (${sql}) TO ${quoteText(file)} (${options})`, scratch, to);
}

function selectedColumns(connection: DuckDBConnection, result: StoredResult, format: ExportRequest['format']) {
  if (format === 'parquet') return parquetColumns(connection, result);
  return format === 'csv' ? csvColumns(result) : jsonColumns(result);
}

/** Nested values stay nested; DuckDB's JSON writer leaves a VARIANT out. */
function jsonColumns(result: StoredResult): string[] {
  return result.sidecar.columns.map(({ name, tree }, at) => {
    const value = tree.id === 'VARIANT' ? `CAST(${result.values[at]} AS VARCHAR)` : result.values[at];
    return `${value} AS ${quoteName(name)}`;
  });
}

function csvColumns(result: StoredResult): string[] {
  // DuckDB's CSV writer leaves a VARIANT out.
  return result.sidecar.columns.map(({ name, kind }, at) => {
    const value = kind === 'nested' ? `CAST(${result.values[at]} AS VARCHAR)` : result.values[at];
    return `${value} AS ${quoteName(name)}`;
  });
}

async function parquetColumns(connection: DuckDBConnection, result: StoredResult): Promise<string[]> {
  const { columns } = result.sidecar;
  const huge = columns.flatMap(({ tree }, at) => (tree.id === 'HUGEINT' || tree.id === 'UHUGEINT' ? [at] : []));
  const fits = new Set<number>();
  if (huge.length > 0) {
    const digits = huge.map((at) => `coalesce(max(length(ltrim(c${at}, '-'))), 0) <= 38`);
    const found = await connection.run(`SELECT ${digits.join(', ')} FROM ${result.source}`);
    const [row] = await found.getRowsJson();
    for (const [nth, at] of huge.entries()) if (row?.[nth] === true) fits.add(at);
  }
  return columns.map(({ name, tree }, at) => {
    if (fits.has(at)) return `CAST(${result.values[at]} AS DECIMAL(38,0)) AS ${quoteName(name)}`;
    return `${isStoredAsIs(tree) ? result.values[at] : `c${at}`} AS ${quoteName(name)}`;
  });
}

/** DuckDB writes into a pipe in the file system while this process passes on what comes out: nothing lands on disk. */
async function streamCopy(
  connection: DuckDBConnection,
  copy: (file: string) => string,
  scratch: string,
  to: NodeJS.WritableStream,
): Promise<void> {
  await mkdir(scratch, { recursive: true, mode: 0o700 });
  const folder = await mkdtemp(join(scratch, 'export-'));
  const pipe = join(folder, 'pipe');
  try {
    await promisify(execFile)('mkfifo', ['-m', '600', pipe]);
    // Not blocking: a COPY that is refused never opens its end, and a thread that waits for it could not be ended.
    const fd = openSync(pipe, constants.O_RDONLY | constants.O_NONBLOCK);
    const from = new Socket({ fd, readable: true, writable: false });
    try {
      // Before the first byte an error can still be told as one; after it, a file without its end must not look whole.
      const written = connection.run(copy(pipe));
      await Promise.race([written, once(from, 'readable')]);
      if (from.readableLength === 0) await written;
      await Promise.all([written, pipeline(from, to, { end: false })]);
      to.end();
    } finally {
      from.destroy();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
