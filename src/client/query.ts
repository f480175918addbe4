import { createWriteStream } from 'node:fs';
import { extname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type ResultOutput, resultMime } from '../engines/duckdb/result.ts';
import { startWorkspace } from '../workspace/contract.ts';
import { call, send } from './call.ts';
import { type Connection, Refused } from './connection.ts';
import { runOnce } from './kernel.ts';

/** Runs a query and prints its first rows, or saves all of them as CSV or Parquet without running it again. */
export async function query(
  connection: Connection,
  account: string,
  sql: string,
  output: string | undefined,
  print: (text: string) => void,
): Promise<void> {
  const format = output === undefined ? undefined : formatOf(output);
  await call(connection, startWorkspace, { params: { name: account }, query: { wait: true } });
  const { failed, bundles } = await runOnce(connection, account, 'sql', sql, print);
  if (failed) throw new Refused('The query failed.');
  const last = bundles.at(-1);
  if (output === undefined || format === undefined) return print(`${String(last?.['text/plain'] ?? 'Done.')}\n`);
  const result = last?.[resultMime] as ResultOutput | undefined;
  if (!result?.complete) throw new Refused('The statement has no result that could be saved.');
  const from = `${connection.url}/user/${account}/stoa/results/${result.id}/export?format=${format}`;
  const answer = await send(from, { headers: { authorization: `Bearer ${connection.token}` } });
  if (!answer.body) throw new Refused('The platform sent nothing.');
  await pipeline(Readable.fromWeb(answer.body), createWriteStream(output));
  print(`${result.rowCount} rows in ${output}\n`);
}

function formatOf(output: string): 'csv' | 'parquet' {
  const ending = extname(output);
  if (ending === '.csv') return 'csv';
  if (ending === '.parquet') return 'parquet';
  throw new Refused(`--output: expected a name that ends in .csv or .parquet, found ${output}`);
}
