import type { DuckDBConnection } from '@duckdb/node-api';

export interface TextTable {
  columns: { name: string; type: string }[];
  rows: (string | null)[][];
}

const longestCell = 2000;
const mostColumns = 500;

/** Runs a query of ours and gives every cell as DuckDB writes it, which loses no digit; long cells are cut. */
export async function rowsAsText(connection: DuckDBConnection, from: string, limit: number): Promise<TextTable> {
  const described = await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${from}`);
  const columns = described
    .getRowsJson()
    .slice(0, mostColumns)
    .map(([name, type]) => ({ name: String(name), type: String(type) }));
  const cells = columns.map(({ name }) => `left(${quoted(name)}::VARCHAR, ${longestCell})`).join(', ');
  const read = await connection.runAndReadAll(`SELECT ${cells} FROM ${from} LIMIT ${limit}`);
  return { columns, rows: read.getRowsJson().map((row) => row.map((cell) => (cell === null ? null : String(cell)))) };
}

export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
