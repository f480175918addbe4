import { join } from 'node:path';
import type { DuckDBConnection, DuckDBResult } from '@duckdb/node-api';
import { encode, typeText } from '../../rules/column-type.ts';
import { quoteText } from '../sql-text.ts';
import { ChecksumOfGrowing } from './checksum.ts';
import type { Part, StoredColumn } from './sidecar.ts';

/** Rows gathered in memory before they become a part. */
const rowsPerStreamedPart = 500_000;

/** Lines that `copyStatement` puts before the query; DuckDB's messages count them. */
export const linesBeforeQuery = 1;

/** The statement that runs `query` and writes its result as one part, in the query's order. */
export function copyStatement(query: string, columns: readonly StoredColumn[], file: string): string {
  const stored = columns.map((column, at) => `${encode(column.tree, `c${at}`)} AS c${at}`);
  const names = columns.map((_, at) => `c${at}`);
  return `COPY (SELECT ${stored.join(', ')} FROM (\n${query}\n) AS q(${names.join(', ')})) TO ${quoteText(file)} (FORMAT parquet)`;
}

/**
 * Writes the result of a statement that COPY refuses (EXPLAIN, CALL, INSERT … RETURNING): chunk by chunk, through a
 * table of `connection`, which is not the one that runs the statement.
 */
export async function writeStream(
  connection: DuckDBConnection,
  folder: string,
  result: DuckDBResult,
  columns: readonly StoredColumn[],
): Promise<Part[]> {
  const parts: Part[] = [];
  const definition = columns.map((column, at) => `c${at} ${typeText(column.tree)}`).join(', ');
  const stored = columns.map((column, at) => `${encode(column.tree, `c${at}`)} AS c${at}`).join(', ');
  await connection.run(`CREATE OR REPLACE TEMP TABLE part (${definition})`);
  let appender = await connection.createAppender('part', 'main', 'temp');
  let rows = 0;
  const flush = async (): Promise<void> => {
    appender.closeSync();
    const file = `part-${parts.length}.parquet`;
    const checksum = new ChecksumOfGrowing(join(folder, file));
    await connection.run(
      `COPY (SELECT ${stored} FROM temp.main.part) TO ${quoteText(join(folder, file))} (FORMAT parquet)`,
    );
    parts.push({ file, rows, ...(await checksum.finish()).checksum });
    await connection.run('TRUNCATE temp.main.part');
    rows = 0;
  };
  for (;;) {
    const chunk = await result.fetchChunk();
    if (!chunk || chunk.rowCount === 0) break;
    appender.appendDataChunk(chunk);
    rows += chunk.rowCount;
    if (rows < rowsPerStreamedPart) continue;
    await flush();
    appender = await connection.createAppender('part', 'main', 'temp');
  }
  if (rows > 0 || parts.length === 0) await flush();
  else appender.closeSync();
  await connection.run('DROP TABLE temp.main.part');
  return parts;
}
