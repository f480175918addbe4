import { renameSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ResultColumn, ResultDescription } from '../../result.ts';
import { type ColumnType, columnKind, typeText } from '../../rules/column-type.ts';

/** `result.json` beside the parts: what Parquet cannot say. It is written last, so a folder without it is unfinished. */
export interface Sidecar extends Omit<ResultDescription, 'columns'> {
  readonly columns: readonly StoredColumn[];
  /** In order; their rows one after the other are the result. */
  readonly parts: readonly Part[];
  /** The kernel's, so that TIMESTAMP WITH TIME ZONE reads as it did there. */
  readonly timeZone: string;
}

/** Stored under the name `c<index>`, since names of a query may repeat. */
export interface StoredColumn extends ResultColumn {
  readonly tree: ColumnType;
}

export interface Part {
  /** In the result's folder. */
  readonly file: string;
  readonly rows: number;
  readonly bytes: number;
  /** CRC-32 of the file, 8 hexadecimal digits. */
  readonly crc32: string;
}

export const sidecarName = 'result.json';
export const resultIdPattern = /^[a-z0-9-]{8,64}$/;

export function storedColumn(name: string, tree: ColumnType): StoredColumn {
  return { name, type: typeText(tree), kind: columnKind(tree), tree };
}

export function describeResult(sidecar: Sidecar): ResultDescription {
  const { parts: _parts, timeZone: _timeZone, columns, ...description } = sidecar;
  return { ...description, columns: columns.map(({ name, type, kind }) => ({ name, type, kind })) };
}

export async function readSidecar(folder: string): Promise<Sidecar> {
  const found = JSON.parse(await readFile(join(folder, sidecarName), 'utf8')) as Sidecar;
  if (found.version !== 1 || !Array.isArray(found.parts) || !Array.isArray(found.columns))
    throw new Error(`${join(folder, sidecarName)} is not a result's description`);
  return found;
}

/** In one write to a new file: what a crash cuts short is no JSON, and counts as unfinished. */
export function writeSidecar(folder: string, sidecar: Sidecar): void {
  writeFileSync(join(folder, sidecarName), JSON.stringify(sidecar), { mode: 0o600, flag: 'wx' });
}

/** Whoever reads `path` sees the old or the new content, whole. At once: a trip to another thread takes longer. */
export function writeJsonAtomically(path: string, value: unknown): void {
  writeAtomically(path, JSON.stringify(value));
}

export function writeAtomically(path: string, text: string): void {
  const aside = `${path}.${process.pid}.tmp`;
  writeFileSync(aside, text, { mode: 0o600 });
  renameSync(aside, path);
}
