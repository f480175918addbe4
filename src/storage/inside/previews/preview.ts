import type { Stats } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import type { Preview } from '../../contract.ts';
import { fileProblems } from '../../problems.ts';
import { extensionOf } from '../../rules/content-type.ts';
import { type HomePath, nameOf } from '../../rules/home-path.ts';
import { imageKind } from '../../rules/image-size.ts';
import { previewJsonLines } from '../../rules/json-lines.ts';
import { previewNotebook } from '../../rules/notebook-preview.ts';
import { decodeText } from '../../rules/text-encoding.ts';
import { languageOf } from '../../rules/text-language.ts';
import type { FilesEnvironment } from '../environment.ts';
import { FolderHandle } from '../folder-handle.ts';
import { isGroupsFolder, locate } from '../location.ts';
import { openFile } from '../read-content.ts';
import { measureTree, stepper } from '../tree.ts';
import type { TableReader } from './table-reader-client.ts';

const largestNotebook = 32 * 1024 * 1024;
const headBytes = 262_144;

export interface PreviewSize {
  /** Rows of a table. */
  rows: number;
  /** Bytes of a text. */
  bytes: number;
}

/** The beginning of a file as data for the page, which draws it: nothing of the file runs anywhere. */
export async function preview(
  env: FilesEnvironment,
  tables: TableReader,
  path: HomePath,
  size: PreviewSize,
): Promise<Preview> {
  const absolute = isGroupsFolder(path) ? env.groups : locate(env, path).absolute;
  const opened = await openFile(absolute).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'not-a-file') return undefined;
    throw error;
  });
  if (opened === undefined) return await previewFolder(absolute);
  const { file, stats } = opened;
  try {
    if (stats.size === 0) return { kind: 'none', reason: 'empty', detail: 'The file is empty.' };
    return await previewFile(file, stats, nameOf(path), absolute, tables, size);
  } finally {
    await file.close();
  }
}

async function previewFile(
  file: FileHandle,
  stats: Stats,
  name: string,
  absolute: string,
  tables: TableReader,
  size: PreviewSize,
): Promise<Preview> {
  const head = await readHead(file, Math.min(stats.size, headBytes));
  const image = imageKind(head);
  if (image !== undefined) return { kind: 'image', ...image };
  const extension = extensionOf(name);
  if (head.toString('latin1', 0, 4) === 'PAR1') return await previewParquet(tables, absolute, size.rows);
  if (/\.(csv|tsv)(\.gz)?$/i.test(name)) {
    const format = /\.tsv(\.gz)?$/i.test(name) ? 'tsv' : 'csv';
    const table = await tables.read({ format, path: absolute, rows: size.rows, gzip: extension === 'gz' });
    if (table.ok) return table.preview;
  }
  const complete = stats.size <= head.length;
  if (extension === 'ipynb') return await notebook(file, stats.size);
  if (extension === 'jsonl' || extension === 'ndjson') {
    const text = decodeText(head, complete)?.text;
    const table = text === undefined ? undefined : previewJsonLines(text, complete, size.rows);
    if (table !== undefined) return table;
  }
  return await plainText(file, stats.size, name, size.bytes);
}

async function previewParquet(tables: TableReader, absolute: string, rows: number): Promise<Preview> {
  const table = await tables.read({ format: 'parquet', path: absolute, rows, gzip: false });
  return table.ok
    ? table.preview
    : { kind: 'none', reason: 'damaged', detail: `It cannot be read as Parquet: ${table.why}` };
}

async function notebook(file: FileHandle, size: number): Promise<Preview> {
  if (size > largestNotebook) {
    return { kind: 'none', reason: 'too-large', detail: 'Notebooks over 32 MB are shown only when opened.' };
  }
  try {
    const found = previewNotebook(JSON.parse((await readHead(file, size)).toString('utf8')));
    if (found !== undefined) return found;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  return {
    kind: 'none',
    reason: 'damaged',
    detail: 'It is not a notebook: its content is not of the notebook format.',
  };
}

async function plainText(file: FileHandle, size: number, name: string, mostBytes: number): Promise<Preview> {
  const bytes = await readHead(file, Math.min(size, mostBytes));
  const decoded = decodeText(bytes, bytes.length === size);
  if (decoded === undefined) {
    return { kind: 'none', reason: 'binary', detail: 'There is no preview for this kind of file.' };
  }
  return { kind: 'text', ...decoded, language: languageOf(name), truncated: bytes.length < size };
}

async function previewFolder(absolute: string): Promise<Preview> {
  let folder: FolderHandle;
  try {
    folder = FolderHandle.open(absolute);
  } catch (cause) {
    throw fileProblems['not-a-file']({ field: 'path', detail: 'This is a device, socket or pipe.', cause });
  }
  using opened = folder;
  try {
    const { items, bytes } = await measureTree(opened, '.', stepper(AbortSignal.timeout(1000)));
    return { kind: 'folder', items: Math.max(0, items - 1), bytes, counted: true };
  } catch {
    return { kind: 'folder', items: 0, bytes: 0, counted: false };
  }
}

async function readHead(file: FileHandle, bytes: number): Promise<Buffer> {
  const buffer = Buffer.alloc(bytes);
  const { bytesRead } = await file.read(buffer, 0, bytes, 0);
  return buffer.subarray(0, bytesRead);
}
