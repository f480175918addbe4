import { fstatSync } from 'node:fs';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { TablePreview } from '../../contract.ts';
import { rowsAsText } from './rows-as-text.ts';

interface CsvQuestion {
  /** An SQL literal that names it. */
  file: string;
  fd: number;
  format: 'csv' | 'tsv';
  rows: number;
  gzip: boolean;
}

/** Up to here all rows are counted. */
const countedBytes = 16 * 1024 * 1024;

export async function previewCsv(connection: DuckDBConnection, question: CsvQuestion): Promise<TablePreview> {
  const { file, fd, format, rows, gzip } = question;
  const compression = gzip ? 'gzip' : 'none';
  const options = `sample_size = 4096, strict_mode = false, ignore_errors = true, null_padding = true, compression = '${compression}'`;
  const sniffed = await connection.runAndReadAll(`SELECT Delimiter, HasHeader FROM sniff_csv(${file}, ${options})`);
  const [delimiter, header] = sniffed.getRowsJson()[0] ?? [];
  const from = `read_csv(${file}, ${options})`;
  const table = await rowsAsText(connection, from, rows);
  const small = !gzip && fstatSync(fd).size <= countedBytes;
  const counted = small
    ? (await connection.runAndReadAll(`SELECT count(*) FROM ${from}`)).getRowsJson()[0]?.[0]
    : undefined;
  return {
    kind: 'table',
    format,
    ...table,
    rowCount: counted === undefined ? null : Number(counted),
    delimiter: String(delimiter ?? ','),
    header: header === true,
  };
}
