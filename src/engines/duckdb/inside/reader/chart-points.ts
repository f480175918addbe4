import type { DuckDBConnection } from '@duckdb/node-api';
import {
  type ChartPoints,
  type ColumnFilter,
  otherColors,
  type PointsRequest,
  type ResultValue,
} from '../../result.ts';
import { numberStep, timeStep } from '../../rules/chart-steps.ts';
import { type ColumnType, columnKind } from '../../rules/column-type.ts';
import { viewClauses } from '../../rules/view.ts';
import { readShown, shownText } from '../results/read-rows.ts';
import { quoteText } from '../sql-text.ts';
import { ReaderError, type StoredResult } from './stored-result.ts';

/** Different values of an axis that are drawn by themselves, and stretches or names where there are more. */
const most = {
  bar: { values: 200, stretches: 60, names: 40 },
  line: { values: 1_000, stretches: 1_000, names: 200 },
} as const;
const mostColors = 8;

const functionOf = { none: 'sum', mean: 'avg', sum: 'sum', min: 'min', max: 'max' } as const;

/** Groups all rows of the result, so that a chart of millions of them is drawn from some hundred points. */
export async function chartPoints(
  connection: DuckDBConnection,
  result: StoredResult,
  request: PointsRequest,
  where: readonly ColumnFilter[],
): Promise<ChartPoints> {
  const type = typeOf(result, request.axis);
  if (request.aggregate !== 'count' && columnKind(typeOf(result, request.measure)) !== 'number')
    throw new ReaderError('request-invalid', `"measure" is column ${request.measure}, which holds no numbers.`);
  const axis = axisOf(type, result.values[request.axis] ?? 'NULL');
  const rows = rowsInQuestion(result, request, where, axis);
  const facts = await connection.run(
    `WITH ${rows} SELECT CAST(count(*) AS DOUBLE), CAST(approx_count_distinct(a) AS DOUBLE), ${axis.scale('min(a)')}, ${axis.scale('max(a)')} FROM rows_`,
  );
  const [[rowCount, distinct, least, greatest] = []] = (await facts.getRowsJson()).map((row) => row.map(Number));
  const limits = most[request.mark];
  const each =
    (distinct ?? 0) <= (axis.kind === 'names' ? limits.names : limits.values)
      ? 'value'
      : axis.kind === 'names'
        ? 'largest'
        : 'stretch';
  const stretch = axis.stretch((greatest ?? 0) - (least ?? 0), limits.stretches);
  const group = each === 'stretch' ? stretch : 'a';
  const chosen =
    each === 'largest'
      ? `WHERE a IN (SELECT a FROM rows_ GROUP BY a ORDER BY ${measureOf(request)} DESC NULLS LAST, a LIMIT ${limits.names})`
      : '';
  const order = axis.kind === 'names' && request.mark === 'bar' ? 'm DESC NULLS LAST, g, k' : 'g, k, m';
  const points = await readShown(
    connection,
    `WITH ${rows} SELECT ${shownText(axis.type, 'g', false)}, CAST(m AS VARCHAR), k FROM (
       SELECT ${group} AS g, ${pointOf(request)} AS m, k FROM rows_ ${chosen} GROUP BY ALL) ORDER BY ${order}`,
    [axis.type, { id: 'DOUBLE' }, { id: 'VARCHAR' }],
  );
  return {
    points: points.map(([g, m, k]) => {
      const point = [g ?? null, typeof m === 'number' ? m : null] as const;
      return request.color === undefined ? point : ([...point, k ?? null] as [ResultValue, number | null, ResultValue]);
    }),
    each,
    rowCount: rowCount ?? 0,
  };
}

function typeOf(result: StoredResult, index: number): ColumnType {
  return result.sidecar.columns[index]?.tree ?? { id: 'VARCHAR' };
}

interface Axis {
  readonly kind: 'numbers' | 'times' | 'names';
  readonly type: ColumnType;
  /** SQL for the value, and for what keeps those out that have no place on it. */
  readonly value: string;
  readonly placed: string;
  /** SQL that makes a number of a value. */
  readonly scale: (value: string) => string;
  /** SQL for the start of the stretch of `a`, of which at most `count` cover `span`. */
  readonly stretch: (span: number, count: number) => string;
}

function axisOf(type: ColumnType, value: string): Axis {
  if (columnKind(type) === 'number') {
    const whole = /INT/.test(type.id);
    return {
      kind: 'numbers',
      type: whole ? { id: 'HUGEINT' } : { id: 'DOUBLE' },
      value: whole ? value : `CAST(${value} AS DOUBLE)`,
      placed: `isfinite(CAST(${value} AS DOUBLE))`,
      scale: (of) => `CAST(${of} AS DOUBLE)`,
      stretch: (span, count) => {
        const step = span > 0 ? numberStep(span, count) : 1;
        // A multiple of a power of ten below 1 is written exactly only as a fraction.
        const start = step < 1 ? `floor(a * ${1 / step}) / ${1 / step}` : `floor(a / ${step}) * ${step}`;
        return whole ? `CAST(${start} AS HUGEINT)` : start;
      },
    };
  }
  if (type.id === 'DATE' || type.id.startsWith('TIMESTAMP')) {
    return {
      kind: 'times',
      type: { id: type.id === 'DATE' ? 'DATE' : 'TIMESTAMP' },
      value: `CAST(${value} AS ${type.id === 'DATE' ? 'DATE' : 'TIMESTAMP'})`,
      placed: `isfinite(CAST(${value} AS TIMESTAMP))`,
      scale: (of) => `epoch(CAST(${of} AS TIMESTAMP))`,
      stretch: (span, count) => `time_bucket(INTERVAL ${quoteText(timeStep(span, count))}, a)`,
    };
  }
  const text = `CAST(${value} AS VARCHAR)`;
  return {
    kind: 'names',
    type: { id: 'VARCHAR' },
    value: text,
    placed: 'true',
    scale: () => 'NULL',
    stretch: () => 'a',
  };
}

/** The rows as `a` (axis), `m` (measure) and `k` (colour). */
function rowsInQuestion(
  result: StoredResult,
  request: PointsRequest,
  where: readonly ColumnFilter[],
  axis: Axis,
): string {
  const types = result.sidecar.columns.map((column) => column.type);
  const clauses = viewClauses([], where, result.values, types);
  const measure = request.aggregate === 'count' ? 'NULL' : `CAST(${result.values[request.measure]} AS DOUBLE)`;
  const color = request.color === undefined ? 'NULL' : `CAST(${result.values[request.color]} AS VARCHAR)`;
  const seen = `SELECT ${axis.value} AS a, ${measure} AS m, ${color} AS k FROM ${result.source} ${clauses.where}`;
  const placed = `${clauses.where === '' ? 'WHERE' : 'AND'} ${axis.placed}`;
  if (request.color === undefined) return `rows_ AS (${seen} ${placed})`;
  const ranked = `ranked AS (SELECT k, row_number() OVER (ORDER BY count(*) DESC, k) AS rank, count(*) OVER () AS colors
    FROM seen GROUP BY k)`;
  const named = `CASE WHEN colors <= ${mostColors} OR rank < ${mostColors} THEN ranked.k ELSE ${quoteText(otherColors)} END`;
  return `seen AS (${seen} ${placed}), ${ranked},
    rows_ AS (SELECT a, m, ${named} AS k FROM seen JOIN ranked ON seen.k IS NOT DISTINCT FROM ranked.k)`;
}

function measureOf({ aggregate }: PointsRequest): string {
  return aggregate === 'count' ? 'CAST(count(*) AS DOUBLE)' : `${functionOf[aggregate]}(m) FILTER (isfinite(m))`;
}

function pointOf(request: PointsRequest): string {
  if (request.mark === 'bar' || request.aggregate !== 'none') return measureOf(request);
  const [least, greatest] = ['min', 'max'].map((name) => `${name}(m) FILTER (isfinite(m))`);
  return `unnest(CASE WHEN ${least} < ${greatest} THEN [${least}, ${greatest}] ELSE [${least}] END)`;
}
