import type { ResultColumn, ResultRow } from '../../../../src/engines/duckdb/result.ts';
import { record } from '../document/cell-shape.ts';

export type Aggregate = 'none' | 'mean' | 'sum' | 'min' | 'max' | 'count';

/** What a person chooses of a chart; columns by their index. `x` runs along the bottom. */
export interface ChartChoice {
  readonly mark: 'bar' | 'line';
  readonly x: number;
  readonly y: number;
  readonly color: number | null;
  readonly aggregate: Aggregate;
}

const distinctIn = (rows: readonly ResultRow[], column: number) => new Set(rows.map((row) => row[column])).size;

/**
 * A good first chart of a result, or null where there is nothing to measure: a line over time, horizontal bars for
 * names, a line over many numbers and bars over few.
 */
export function guessChart(
  columns: readonly ResultColumn[],
  rows: readonly ResultRow[],
  rowCount: number,
): ChartChoice | null {
  const of = (kind: ResultColumn['kind']) => columns.flatMap((column, index) => (column.kind === kind ? [index] : []));
  const numbers = of('number');
  const measured = numbers.filter(
    (index) => !/(^|_)(id|year|month|hour|day|week|quarter|hr|yr)$/i.test(columns[index]?.name ?? ''),
  );
  const value = measured[0] ?? numbers.at(-1);
  if (value === undefined) return null;
  const repeats = (column: number) => distinctIn(rows, column) < rows.length * 0.95;
  const together: Aggregate = rowCount <= rows.length || addsUp(columns, value, rows) ? 'sum' : 'mean';
  const over = (axis: number): Aggregate => (repeats(axis) ? together : 'none');
  const names = of('text').filter((index) => distinctIn(rows, index) > 1 || rows.length < 2);
  const time = of('time')[0];
  const firstName = names[0];
  if (time !== undefined && (firstName === undefined || time < firstName || repeats(firstName))) {
    const color = names.find((index) => isFew(rows, index, rowCount) && repeats(index)) ?? null;
    const aggregate = color === null ? over(time) : isKey(rows, [time, color]) ? 'none' : together;
    return { mark: 'line', x: time, y: value, color, aggregate };
  }
  if (firstName !== undefined) return { mark: 'bar', x: value, y: firstName, color: null, aggregate: over(firstName) };
  const axis = numbers.find((index) => index !== value);
  if (axis === undefined) return null;
  return { mark: rowCount > 24 ? 'line' : 'bar', x: axis, y: value, color: null, aggregate: over(axis) };
}

/** At most 8 names, and of a longer result those of its first rows are likely all. */
function isFew(rows: readonly ResultRow[], column: number, rowCount: number): boolean {
  const seen = distinctIn(rows, column);
  return seen <= 8 && (rowCount <= rows.length || distinctIn(rows.slice(0, rows.length / 2), column) === seen);
}

/**
 * Whether the sum of several values means something: a count, a sum, or another integer of a grouped result. An average
 * or a price does not add up.
 */
function addsUp(columns: readonly ResultColumn[], measure: number, rows: readonly ResultRow[]): boolean {
  const { name = '', type = '' } = columns[measure] ?? {};
  if (/^(avg|mean|median|min|max|first|last)/i.test(name)) return false;
  if (/^(n|cnt|num|count|sum|total)([_(]|$)|_(n|cnt|count|sum|total)$/i.test(name) || /^U?HUGEINT$/.test(type))
    return true;
  const others = columns.flatMap(({ kind }, index) => (kind === 'text' || kind === 'time' ? [index] : []));
  return type === 'BIGINT' && others.length > 1 && isKey(rows, others);
}

/** No two rows have the same values in these columns, as after GROUP BY. */
function isKey(rows: readonly ResultRow[], of: readonly number[]): boolean {
  return new Set(rows.map((row) => JSON.stringify(of.map((column) => row[column])))).size === rows.length;
}

/** A field name as Vega reads it: dots and brackets would mean a path. */
function field(column: ResultColumn): string {
  return column.name.replaceAll(/[.[\]\\'"]/g, '\\$&');
}

function axisType(column: ResultColumn, asName: boolean): 'quantitative' | 'temporal' | 'ordinal' | 'nominal' {
  if (column.kind === 'time' && !column.type.startsWith('TIME') && column.type !== 'INTERVAL') return 'temporal';
  if (column.kind === 'time' && column.type.startsWith('TIMESTAMP')) return 'temporal';
  if (column.kind === 'number') return asName ? 'ordinal' : 'quantitative';
  return 'nominal';
}

/** The choice as a Vega-Lite specification without data; `choiceOf` reads it back. */
export function chartSpec(choice: ChartChoice, columns: readonly ResultColumn[]): Record<string, unknown> {
  const x = columns[choice.x];
  const y = columns[choice.y];
  if (x === undefined || y === undefined) return {};
  const horizontal = choice.mark === 'bar' && y.kind !== 'number' && x.kind === 'number';
  const [measure, axis] = horizontal ? [x, y] : [y, x];
  const aggregate = choice.aggregate === 'none' ? {} : { aggregate: choice.aggregate };
  const measured = {
    field: field(measure),
    type: 'quantitative',
    ...aggregate,
    title: title(measure, choice.aggregate),
  };
  const along = {
    field: field(axis),
    type: axisType(axis, choice.mark === 'bar'),
    title: horizontal ? null : axis.name,
    ...(choice.mark === 'bar'
      ? { sort: choice.aggregate !== 'none' && axis.kind === 'text' ? (horizontal ? '-x' : '-y') : null }
      : {}),
  };
  const colored = choice.color === null ? undefined : columns[choice.color];
  const color =
    colored === undefined
      ? {}
      : {
          color: {
            field: field(colored),
            type: colored.kind === 'number' ? 'ordinal' : 'nominal',
            title: colored.name,
          },
        };
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    mark: choice.mark === 'bar' ? { type: 'bar', tooltip: true } : { type: 'line', tooltip: true },
    encoding: horizontal ? { x: measured, y: along, ...color } : { x: along, y: measured, ...color },
  };
}

function title(column: ResultColumn, aggregate: Aggregate): string {
  return aggregate === 'none' ? column.name : aggregate === 'count' ? 'count' : `${aggregate} of ${column.name}`;
}

/** What a stored specification says in the terms of the chooser; null when somebody wrote it in another form. */
export function choiceOf(
  spec: Record<string, unknown> | undefined,
  columns: readonly ResultColumn[],
): ChartChoice | null {
  if (spec === undefined) return null;
  const mark = typeof spec.mark === 'string' ? spec.mark : record(spec.mark).type;
  if (mark !== 'bar' && mark !== 'line') return null;
  const encoding = record(spec.encoding);
  const index = (channel: string) => {
    const name = record(encoding[channel]).field;
    return typeof name === 'string' ? columns.findIndex((column) => field(column) === name) : -1;
  };
  const [x, y, color] = [index('x'), index('y'), index('color')];
  if (x < 0 || y < 0) return null;
  const aggregate = record(encoding.x).aggregate ?? record(encoding.y).aggregate;
  const known = (['mean', 'sum', 'min', 'max', 'count'] as const).find((one) => one === aggregate);
  return { mark, x, y, color: color < 0 ? null : color, aggregate: known ?? 'none' };
}

/** The rows as Vega takes them; numbers that came as text become doubles, which is exact enough to draw. */
export function chartRows(columns: readonly ResultColumn[], rows: readonly ResultRow[]): Record<string, unknown>[] {
  return rows.map((row) =>
    Object.fromEntries(
      columns.map((column, index) => {
        const value = row[index] ?? null;
        if (typeof value !== 'string') return [column.name, value];
        if (column.kind === 'number') return [column.name, Number(value)];
        // A day by itself would be read as UTC, and drawn in the browser's zone as the day before.
        return [column.name, column.type === 'DATE' ? `${value} 00:00:00` : value];
      }),
    ),
  );
}
