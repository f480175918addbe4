import type { TablePreview } from '../contract.ts';

/**
 * The first lines of a JSON lines file as a table: a column for each key, in the order in which keys appear.
 *
 * @param complete whether `text` is all of the file; otherwise its last line is cut and left out
 * @returns nothing where a line is not a JSON object
 */
export function previewJsonLines(text: string, complete: boolean, mostRows: number): TablePreview | undefined {
  const lines = text.split('\n');
  if (!complete) lines.pop();
  const filled = lines.filter((line) => line.trim() !== '');
  const rows: Map<string, unknown>[] = [];
  const types = new Map<string, Set<string>>();
  for (const line of filled.slice(0, mostRows)) {
    const row = parseRow(line);
    if (row === undefined) return undefined;
    for (const [key, value] of row) types.set(key, (types.get(key) ?? new Set()).add(typeOf(value)));
    rows.push(row);
  }
  if (rows.length === 0) return undefined;
  const names = [...types.keys()].slice(0, 500);
  return {
    kind: 'table',
    format: 'jsonl',
    columns: names.map((name) => ({ name, type: nameType(types.get(name) ?? new Set()) })),
    rows: rows.map((row) => names.map((name) => cellText(row.get(name)))),
    rowCount: complete ? filled.length : null,
  };
}

function parseRow(line: string): Map<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    return new Map(Object.entries(value));
  } catch {
    return undefined;
  }
}

function typeOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return Number.isInteger(value) ? 'BIGINT' : 'DOUBLE';
  if (typeof value === 'boolean') return 'BOOLEAN';
  return typeof value === 'string' ? 'VARCHAR' : 'JSON';
}

function nameType(seen: ReadonlySet<string>): string {
  const types = [...seen].filter((type) => type !== '');
  if (types.length === 2 && types.includes('BIGINT') && types.includes('DOUBLE')) return 'DOUBLE';
  return types.length === 1 && types[0] !== undefined ? types[0] : types.length === 0 ? 'VARCHAR' : 'JSON';
}

function cellText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, 2000);
}
