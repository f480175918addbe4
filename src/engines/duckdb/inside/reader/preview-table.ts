import { resolve } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { TablePreview } from '../../result.ts';
import { describeType } from '../results/column-type.ts';
import { readShown, shownText } from '../results/read-rows.ts';
import { storedColumn } from '../results/sidecar.ts';
import { quoteText } from '../sql-text.ts';
import { ReaderError } from './stored-result.ts';

/** Rows of a Parquet, CSV, TSV or JSON-lines file, values as in a result. Relative paths begin at `home`. */
export async function previewTable(
  connection: DuckDBConnection,
  home: string,
  path: string,
  offset: number,
  limit: number,
): Promise<TablePreview> {
  const file = quoteText(resolve(home, path));
  const isParquet = /\.parquet$/i.test(path);
  const source = tableFunction(path, file);
  try {
    const prepared = await connection.prepare(`SELECT * FROM ${source}`);
    const columns = await Promise.all(
      Array.from({ length: prepared.columnCount }, async (_, at) =>
        storedColumn(prepared.columnName(at), await describeType(prepared.columnType(at))),
      ),
    );
    const names = columns.map((_, at) => `c${at}`);
    const shown = columns.map(({ tree }, at) => shownText(tree, `c${at}`, false));
    const sql = `SELECT ${shown.join(', ')} FROM (SELECT * FROM ${source} LIMIT ${limit} OFFSET ${offset}) AS t(${names.join(', ')})`;
    const rows = await readShown(
      connection,
      sql,
      columns.map(({ tree }) => tree),
    );
    const preview = { columns: columns.map(({ name, type, kind }) => ({ name, type, kind })), rows };
    return isParquet ? { ...preview, rowCount: await countParquet(connection, file) } : preview;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new ReaderError('file-not-readable', `${path} cannot be read as a table: ${message}`);
  }
}

function tableFunction(path: string, file: string): string {
  const plain = path.replace(/\.(gz|zst)$/i, '');
  if (/\.parquet$/i.test(plain)) return `read_parquet(${file})`;
  if (/\.(json|jsonl|ndjson)$/i.test(plain)) return `read_json_auto(${file})`;
  if (/\.(csv|tsv|txt|tab)$/i.test(plain)) return `read_csv(${file})`;
  throw new ReaderError('file-not-readable', `${path} is neither Parquet nor CSV nor JSON lines.`);
}

async function countParquet(connection: DuckDBConnection, file: string): Promise<number> {
  const found = await connection.run(`SELECT num_rows FROM parquet_file_metadata(${file})`);
  return Number((await found.getRowsJson())[0]?.[0] ?? 0);
}
