import type {
  ChartPoints,
  ColumnFilter,
  PointsRequest,
  ResultColumn,
  ResultOutput,
  ResultRow,
} from '../../../../src/engines/duckdb/result.ts';
import { windowLimit } from '../../../../src/engines/duckdb/result.ts';
import { record } from '../document/cell-shape.ts';
import type { ResultSource } from '../result/result-source.ts';
import type { ChartChoice } from './chart-choice.ts';

/** Up to so many rows a chart is drawn from the rows themselves, above from points that the reader makes of all. */
export const chartRowLimit = 5_000;

/** For a picture that somebody specified by hand, and of which only Vega knows what it needs. */
export const customRowLimit = 50_000;

/** What a chart is drawn from: rows of the result, or points of which each stands for many. */
export type ChartData =
  | { readonly from: 'rows'; readonly rows: readonly ResultRow[] }
  | { readonly from: 'points'; readonly made: ChartPoints; readonly request: PointsRequest };

export async function chartData(
  source: ResultSource,
  output: ResultOutput,
  choice: ChartChoice | null,
  where: readonly ColumnFilter[],
  signal: AbortSignal,
): Promise<ChartData> {
  const request = choice === null ? null : pointsRequest(choice, output.columns);
  if (request !== null && output.rowCount > chartRowLimit)
    return { from: 'points', made: await source.points(request, where, signal), request };
  return { from: 'rows', rows: await firstRows(source, output, where, signal) };
}

async function firstRows(
  source: ResultSource,
  output: ResultOutput,
  where: readonly ColumnFilter[],
  signal: AbortSignal,
): Promise<readonly ResultRow[]> {
  const wanted = Math.min(output.rowCount, customRowLimit);
  if (where.length === 0 && output.firstRows.length >= wanted) return output.firstRows.slice(0, wanted);
  const rows: ResultRow[] = [];
  while (rows.length < wanted) {
    const limit = Math.min(windowLimit, wanted - rows.length);
    const window = await source.rows(rows.length, limit, { sort: [], where }, signal);
    rows.push(...window.rows);
    if (window.rows.length < limit) break;
  }
  return rows;
}

/** Null where nothing can be measured: then the rows themselves are drawn. */
export function pointsRequest(choice: ChartChoice, columns: readonly ResultColumn[]): PointsRequest | null {
  const horizontal = isHorizontal(choice, columns);
  const [axis, measure] = horizontal ? [choice.y, choice.x] : [choice.x, choice.y];
  if (choice.aggregate !== 'count' && columns[measure]?.kind !== 'number') return null;
  const { mark, aggregate, color } = choice;
  return { mark, axis, measure, aggregate, ...(color === null ? {} : { color }) };
}

export function isHorizontal(choice: ChartChoice, columns: readonly ResultColumn[]): boolean {
  return choice.mark === 'bar' && columns[choice.y]?.kind !== 'number' && columns[choice.x]?.kind === 'number';
}

/** The points as Vega takes them, under names of their own: two columns of a result may share theirs. */
export function pointRows({ points }: ChartPoints): Record<string, unknown>[] {
  return points.map(([axis, measure, color]) => ({ axis, measure, color }));
}

/** The stored specification for points: they are aggregated already, and in the order in which they stand. */
export function pointsSpec(
  spec: Record<string, unknown>,
  choice: ChartChoice,
  columns: readonly ResultColumn[],
): Record<string, unknown> {
  const horizontal = isHorizontal(choice, columns);
  const encoding = Object.entries(record(spec.encoding)).map(([channel, definition]) => {
    const { aggregate: _, sort: __, title, ...rest } = record(definition);
    if (channel === 'color') return [channel, { ...rest, title, field: 'color', sort: null }];
    if (channel === (horizontal ? 'x' : 'y')) return [channel, { ...rest, title, field: 'measure' }];
    const name = columns[horizontal ? choice.y : choice.x]?.name;
    const order = choice.mark === 'bar' ? { sort: null } : {};
    return [channel, { ...rest, ...order, field: 'axis', title: name, axis: { title: title ?? null } }];
  });
  return { ...spec, encoding: Object.fromEntries(encoding) };
}
