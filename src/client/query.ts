import { createWriteStream } from 'node:fs';
import { extname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type ResultOutput, resultMime } from '../engines/duckdb/result.ts';
import { startWorkspace } from '../workspace/contract.ts';
import { call, send } from './call.ts';
import { type Connection, Refused } from './connection.ts';
import { runOnce } from './kernel.ts';

/** What is printed of a result: its first rows for people, or all of them for programs. */
export type Printed = 'table' | 'csv' | 'json';

/**
 * Runs a query and prints its rows, or saves all of them as CSV or Parquet without running it again. What a program
 * reads stands on standard output alone; what the query says beside that is on standard error.
 */
export async function query(
  connection: Connection,
  account: string,
  sql: string,
  to: { readonly file: string } | { readonly format: Printed },
): Promise<void> {
  const format = 'file' in to ? formatOf(to.file) : to.format;
  await call(connection, startWorkspace, { params: { name: account }, query: { wait: true } });
  const said = format === 'table' ? process.stdout : process.stderr;
  const { failed, bundles } = await runOnce(connection, account, 'sql', sql, (text) => said.write(text));
  if (failed) throw new Refused('The query failed.');
  const last = bundles.at(-1);
  if (format === 'table') {
    process.stdout.write(`${String(last?.['text/plain'] ?? 'Done.')}\n`);
    return;
  }
  const result = last?.[resultMime] as ResultOutput | undefined;
  if (!result?.complete || result.statement !== undefined)
    throw new Refused('The statement has no rows that could be saved or printed.');
  const from = `${connection.url}/user/${account}/stoa/results/${result.id}/export?format=${format}`;
  const answer = await send(from, { headers: { authorization: `Bearer ${connection.token}` } });
  if (!answer.body) throw new Refused('The platform sent nothing.');
  const rows = Readable.fromWeb(answer.body);
  if (!('file' in to)) return await pipeline(rows, process.stdout, { end: false });
  await pipeline(rows, createWriteStream(to.file));
  process.stdout.write(`${result.rowCount} rows in ${to.file}\n`);
}

function formatOf(output: string): 'csv' | 'parquet' {
  const ending = extname(output);
  if (ending === '.csv') return 'csv';
  if (ending === '.parquet') return 'parquet';
  throw new Refused(`--output: expected a name that ends in .csv or .parquet, found ${output}`);
}
