import type { DuckDBConnection } from '@duckdb/node-api';
import type { TablePreview } from '../../contract.ts';
import { literal, rowsAsText } from './rows-as-text.ts';

/** @param file an SQL literal that names it */
export async function previewParquet(connection: DuckDBConnection, file: string, rows: number): Promise<TablePreview> {
  const table = await rowsAsText(connection, `read_parquet(${file})`, rows);
  const [footer] = (
    await connection.runAndReadAll(`SELECT num_rows, num_row_groups, created_by FROM parquet_file_metadata(${file})`)
  ).getRowsJson();
  const statistics = await readStatistics(connection, file, table.columns);
  return {
    kind: 'table',
    format: 'parquet',
    columns: table.columns.map((column) => ({ ...column, ...statistics.columns.get(column.name) })),
    rows: table.rows,
    rowCount: Number(footer?.[0] ?? 0),
    rowGroups: Number(footer?.[1] ?? 0),
    compression: statistics.compression,
    createdBy: String(footer?.[2] ?? ''),
  };
}

interface ColumnStatistics {
  min?: string;
  max?: string;
  nulls?: number;
  bytes?: number;
}

/** Smallest and largest value over all row groups, compared as values of the column's type; all from the footer. */
async function readStatistics(
  connection: DuckDBConnection,
  file: string,
  columns: readonly { name: string; type: string }[],
): Promise<{ compression: string; columns: Map<string, ColumnStatistics> }> {
  const wanted = columns.slice(0, 200);
  const select = wanted.map(({ name, type }) => {
    const here = `FILTER (path_in_schema = ${literal(name)})`;
    const typed = (bound: string) => (isPlain(type) ? `TRY_CAST(${bound} AS ${type})` : `NULL::VARCHAR`);
    return [
      `left(min(${typed('coalesce(stats_min_value, stats_min)')}) ${here}::VARCHAR, 200)`,
      `left(max(${typed('coalesce(stats_max_value, stats_max)')}) ${here}::VARCHAR, 200)`,
      `sum(stats_null_count) ${here}`,
      `sum(total_compressed_size) FILTER (path_in_schema = ${literal(name)} OR starts_with(path_in_schema, ${literal(`${name}, `)}))`,
    ].join(', ');
  });
  const codecs = `string_agg(DISTINCT compression, ', ' ORDER BY compression)`;
  const [row = []] = (
    await connection.runAndReadAll(`SELECT ${[codecs, ...select].join(', ')} FROM parquet_metadata(${file})`)
  ).getRowsJson();
  const found = new Map<string, ColumnStatistics>();
  wanted.forEach(({ name }, index) => {
    const [min, max, nulls, bytes] = row.slice(1 + index * 4, 5 + index * 4);
    found.set(name, {
      ...(min === null || min === undefined ? {} : { min: String(min) }),
      ...(max === null || max === undefined ? {} : { max: String(max) }),
      ...(nulls === null || nulls === undefined ? {} : { nulls: Number(nulls) }),
      ...(bytes === null || bytes === undefined ? {} : { bytes: Number(bytes) }),
    });
  });
  return { compression: String(row[0] ?? ''), columns: found };
}

/** Types whose bounds a footer holds as text that can be read back. */
function isPlain(type: string): boolean {
  return /^(BOOLEAN|U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|FLOAT|DOUBLE|VARCHAR|DATE|TIME|TIMESTAMP( WITH TIME ZONE|_NS|_MS|_S)?|DECIMAL\(\d+,\d+\))$/.test(
    type,
  );
}
