import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ReaderErrorCode } from '../../result.ts';
import { decode } from '../../rules/column-type.ts';
import { partsSource } from '../results/read-rows.ts';
import { readSidecar, resultIdPattern, type Sidecar } from '../results/sidecar.ts';

export class ReaderError extends Error {
  readonly code: ReaderErrorCode;
  constructor(code: ReaderErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** A complete result on disk, as the reader's verbs take it. */
export interface StoredResult {
  readonly folder: string;
  readonly sidecar: Sidecar;
  /** SQL for `FROM`: all parts with their stored columns and `r`, the row's number from 0. */
  readonly source: string;
  /** SQL for each column's value as the query gave it. */
  readonly values: readonly string[];
}

export async function openResult(resultsFolder: string, id: string): Promise<StoredResult> {
  if (!resultIdPattern.test(id)) throw new ReaderError('result-not-found', 'There is no such result.');
  const folder = join(resultsFolder, id);
  const sidecar = await readSidecar(folder).catch(async () => {
    const unfinished = await stat(folder).then(
      () => true,
      () => false,
    );
    if (unfinished) throw new ReaderError('result-not-complete', 'The result is still being written.');
    throw new ReaderError('result-not-found', 'The result is no longer stored. Run the cell again.');
  });
  for (const part of sidecar.parts) {
    const found = await stat(join(folder, part.file)).catch(() => undefined);
    if (found?.size !== part.bytes)
      throw new ReaderError('result-damaged', `The stored result is damaged (${part.file}). Run the cell again.`);
  }
  let start = 0;
  const sources = sidecar.parts.map((part) => {
    const number = start === 0 ? 'file_row_number' : `file_row_number + ${start}`;
    start += part.rows;
    return `SELECT *, ${number} AS r FROM ${partsSource(folder, [part.file])}`;
  });
  return {
    folder,
    sidecar,
    source: `(${sources.join(' UNION ALL ')})`,
    values: sidecar.columns.map((column, at) => decode(column.tree, `c${at}`)),
  };
}
