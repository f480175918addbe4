import { open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { firstRowsLimit, type ResultRow } from '../../result.ts';
import { type ColumnType, encode, typeText } from '../../rules/column-type.ts';
import { quoteText } from '../sql-text.ts';
import { firstRowGroup } from './parquet/first-row-group.ts';
import { ThriftTooShort } from './parquet/thrift.ts';
import { readRows } from './read-rows.ts';
import type { StoredColumn } from './sidecar.ts';

/** How much is read for the sake of the first rows: more only where that is too little. */
const headBytes = [4 * 2 ** 20, 64 * 2 ** 20];

export interface EarlyRows {
  readonly rows: readonly ResultRow[];
  readonly rowCount: number;
}

/** The first rows of a part that is still being written; undefined when they cannot be had (yet). */
export async function earlyRows(
  connection: DuckDBConnection,
  folder: string,
  file: string,
  columns: readonly StoredColumn[],
): Promise<EarlyRows | undefined> {
  if (!columns.every(({ tree }) => isFlat(tree))) return undefined;
  for (const bytes of headBytes) {
    const growing = await readHead(join(folder, file), bytes);
    if (!growing) return undefined;
    const found = await firstRows(connection, folder, growing, columns);
    if (found || growing.length < bytes) return found;
  }
  return undefined;
}

async function firstRows(
  connection: DuckDBConnection,
  folder: string,
  growing: Buffer,
  columns: readonly StoredColumn[],
): Promise<EarlyRows | undefined> {
  const template = join(folder, 'template.parquet');
  const first = 'first.parquet';
  try {
    if (!(await stat(template).catch(() => undefined))) await connection.run(emptyCopy(columns, template));
    const made = firstRowGroup(growing, await readFile(template));
    if (!made) return undefined;
    await writeFile(join(folder, first), made.file);
    const part = { file: first, rows: made.rows, bytes: made.file.length, crc32: '' };
    const rows = await readRows(connection, folder, { columns, parts: [part] }, 0, firstRowsLimit, false);
    return { rows, rowCount: made.rows };
  } catch (error) {
    if (error instanceof ThriftTooShort) return undefined;
    throw error;
  } finally {
    await rm(join(folder, first), { force: true });
  }
}

export async function removeTemplate(folder: string): Promise<void> {
  await rm(join(folder, 'template.parquet'), { force: true });
}

function emptyCopy(columns: readonly StoredColumn[], file: string): string {
  const nulls = columns.map(({ tree }, at) => `CAST(NULL AS ${typeText(tree)}) AS c${at}`);
  const stored = columns.map(({ tree }, at) => `${encode(tree, `c${at}`)} AS c${at}`);
  return `COPY (SELECT ${stored.join(', ')} FROM (SELECT ${nulls.join(', ')}) LIMIT 0) TO ${quoteText(file)} (FORMAT parquet)`;
}

async function readHead(path: string, bytes: number): Promise<Buffer | undefined> {
  const file = await open(path, 'r').catch(() => undefined);
  if (!file) return undefined;
  try {
    const { size } = await file.stat();
    const head = Buffer.allocUnsafe(Math.min(size, bytes));
    const { bytesRead } = await file.read(head, 0, head.length, 0);
    return bytesRead > 4 ? head.subarray(0, bytesRead) : undefined;
  } finally {
    await file.close();
  }
}

function isFlat(type: ColumnType): boolean {
  return !['LIST', 'ARRAY', 'MAP', 'STRUCT', 'UNION', 'INTERVAL', 'GEOMETRY', 'VARIANT'].includes(type.id);
}
