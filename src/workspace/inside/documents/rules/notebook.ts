import { isObject, type JsonObject } from '../../kernels/wire.ts';

/** A notebook in nbformat 4.5, texts joined. Outputs stay as they are: JSON of nbformat. */
export interface Notebook {
  cells: Cell[];
  metadata: JsonObject;
  nbformat: 4;
  nbformat_minor: number;
}

export type CellType = 'code' | 'markdown' | 'raw';

export interface Cell {
  id: string;
  cell_type: CellType;
  source: string;
  metadata: JsonObject;
  /** Code cells only; empty elsewhere. */
  outputs: JsonObject[];
  execution_count: number | null;
  attachments?: JsonObject;
}

export type NotebookProblem = 'not-a-notebook' | 'broken-notebook' | 'newer-notebook' | 'too-large';

/** Cells of one notebook that are worked with. */
export const mostCells = 10_000;

/** Throws NotebookError. */
export function requireFewCells(count: number): void {
  if (count <= mostCells) return;
  throw new NotebookError('too-large', `It has ${count} cells; at most ${mostCells} are opened.`);
}

/** Why a file is not a notebook that can be opened. */
export class NotebookError extends Error {
  override name = 'NotebookError';
  readonly problem: NotebookProblem;

  constructor(problem: NotebookProblem, message: string) {
    super(message);
    this.problem = problem;
  }
}

export interface Parsed {
  notebook: Notebook;
  /** Ids that the file did not have, or had twice, and that were made here. */
  madeIds: Set<string>;
}

export function emptyNotebook(): Notebook {
  return { cells: [], metadata: {}, nbformat: 4, nbformat_minor: 5 };
}

/** Reads a notebook of format 4.0 to 4.5 and gives every cell an id. Throws NotebookError. */
export function parseNotebook(text: string, makeId: () => string): Parsed {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    throw new NotebookError('broken-notebook', `The file is not valid JSON: ${detail}`);
  }
  return fromJson(value, makeId);
}

export function fromJson(value: unknown, makeId: () => string): Parsed {
  if (!isObject(value) || !('nbformat' in value || 'cells' in value)) {
    throw new NotebookError(
      'not-a-notebook',
      'The file is JSON, but not a notebook: it has no "nbformat" and no "cells".',
    );
  }
  const major = value.nbformat ?? 4;
  if (typeof major !== 'number') throw new NotebookError('broken-notebook', 'Its "nbformat" is not a number.');
  if (major > 4) {
    throw new NotebookError(
      'newer-notebook',
      `It is in notebook format ${major}; this server knows formats up to 4.5.`,
    );
  }
  if (major < 4) {
    throw new NotebookError(
      'not-a-notebook',
      `It is in the old notebook format ${major}. Convert it with "jupyter nbconvert --to notebook --nbformat 4".`,
    );
  }
  if (!Array.isArray(value.cells)) throw new NotebookError('broken-notebook', 'Its "cells" is not a list.');
  requireFewCells(value.cells.length);
  const madeIds = new Set<string>();
  const taken = new Set<string>();
  const cells = value.cells.map((cell: unknown, index) => {
    const parsed = parseCell(cell, index);
    const valid = /^[a-zA-Z0-9-_]{1,64}$/.test(parsed.id) && !taken.has(parsed.id);
    if (!valid) {
      parsed.id = makeId();
      madeIds.add(parsed.id);
    }
    taken.add(parsed.id);
    return parsed;
  });
  const minor = typeof value.nbformat_minor === 'number' ? Math.max(5, value.nbformat_minor) : 5;
  const metadata = isObject(value.metadata) ? value.metadata : {};
  return { notebook: { cells, metadata, nbformat: 4, nbformat_minor: minor }, madeIds };
}

function parseCell(value: unknown, index: number): Cell {
  if (!isObject(value)) throw new NotebookError('broken-notebook', `Cell ${index + 1} is not an object.`);
  const type = value.cell_type;
  if (type !== 'code' && type !== 'markdown' && type !== 'raw') {
    throw new NotebookError('broken-notebook', `Cell ${index + 1} has the unknown type ${JSON.stringify(type)}.`);
  }
  return {
    id: typeof value.id === 'string' ? value.id : '',
    cell_type: type,
    source: joined(value.source),
    metadata: isObject(value.metadata) ? value.metadata : {},
    outputs: type === 'code' && Array.isArray(value.outputs) ? value.outputs.filter(isObject).map(joinOutput) : [],
    execution_count: typeof value.execution_count === 'number' ? value.execution_count : null,
    ...(type !== 'code' && isObject(value.attachments) ? { attachments: value.attachments } : {}),
  };
}

function joined(value: unknown): string {
  if (typeof value === 'string') return value;
  return Array.isArray(value) ? value.filter((line) => typeof line === 'string').join('') : '';
}

function isJsonType(mime: string): boolean {
  return mime === 'application/json' || mime.endsWith('+json');
}

/** An output with its texts joined, as it is kept in the document. */
export function joinOutput(output: JsonObject): JsonObject {
  if (output.output_type === 'stream') return { ...output, text: joined(output.text) };
  if (!isObject(output.data)) return output;
  const data = Object.entries(output.data).map(([mime, value]) => [
    mime,
    !isJsonType(mime) && Array.isArray(value) ? joined(value) : value,
  ]);
  return { ...output, data: Object.fromEntries(data) };
}

function split(text: string): string[] {
  return text === '' ? [] : text.split(/(?<=\n)/);
}

function splitOutput(output: JsonObject): JsonObject {
  if (output.output_type === 'stream') return { ...output, text: split(joined(output.text)) };
  if (!isObject(output.data)) return output;
  const data = Object.entries(output.data).map(([mime, value]) => [
    mime,
    !isJsonType(mime) && typeof value === 'string' ? split(value) : value,
  ]);
  return { ...output, data: Object.fromEntries(data) };
}

/** The cell as Jupyter's APIs send it: texts joined, and only what its type has. */
export function cellJson(cell: Cell, format: 'joined' | 'split' = 'joined'): JsonObject {
  const whole = format === 'joined';
  const { id, cell_type, metadata } = cell;
  const source = whole ? cell.source : split(cell.source);
  if (cell_type !== 'code') {
    return { id, cell_type, source, metadata, ...(cell.attachments ? { attachments: cell.attachments } : {}) };
  }
  const outputs = whole ? cell.outputs : cell.outputs.map(splitOutput);
  return { id, cell_type, source, metadata, outputs, execution_count: cell.execution_count };
}

export function notebookJson(notebook: Notebook): JsonObject {
  const { metadata, nbformat, nbformat_minor } = notebook;
  return { cells: notebook.cells.map((cell) => cellJson(cell)), metadata, nbformat, nbformat_minor };
}

/** The file's text, byte for byte as Jupyter's own nbformat writes it: sorted keys, one space, lines as lists. */
export function formatNotebook(notebook: Notebook): string {
  const { metadata, nbformat, nbformat_minor } = notebook;
  const cells = notebook.cells.map((cell) => cellJson(cell, 'split'));
  return `${JSON.stringify(sorted({ cells, metadata, nbformat, nbformat_minor }), null, 1)}\n`;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}
