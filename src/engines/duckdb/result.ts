/**
 * What a SQL cell shows and what the reader answers: the shapes shared by the kernel, the reader,
 * the workspace server and the browser.
 *
 * A result is written once, as columns, under `$HOME/.stoa/results/<id>/`. The cell's output carries
 * its description and first rows; every other window, the summaries and the exports are asked of the
 * reader (its routes are at the end of this file) and never run the query again.
 */

/** The output's mime type; beside it the kernel sends `text/plain` and `text/html` of the first rows. */
export const resultMime = 'application/vnd.stoa.result+json';

/** How a column is aligned, formatted and charted; the exact type is in `ResultColumn.type`. */
export type ColumnKind = 'number' | 'text' | 'time' | 'boolean' | 'nested' | 'binary';

export interface ResultColumn {
  /** As the query named it; names may repeat, so a column is addressed by its index. */
  readonly name: string;
  /** DuckDB's own spelling, for example `HUGEINT`, `DECIMAL(18,3)`, `STRUCT(a INTEGER, b VARCHAR[])`. */
  readonly type: string;
  readonly kind: ColumnKind;
}

/**
 * One value, exact. A number only where a double holds it exactly (integers within 2^53, finite floats);
 * everything else (BIGINT beyond that, HUGEINT, DECIMAL, times, nested values, `NaN`, `inf`) is DuckDB's
 * own text. A column of kind `number` can thus hold strings: right-align them too.
 */
export type ResultValue = string | number | boolean | null;

export type ResultRow = readonly ResultValue[];

/**
 * The state of a result.
 *
 *     running ──► writing ──► complete
 *        └──────────┴───────► failed | cancelled
 *
 * `running`: no row yet. `writing`: first rows are there, the rest is being written.
 * All states of one statement come under one `display_id`, the later ones as `update_display_data`.
 */
export type ResultState = 'running' | 'writing' | 'complete' | 'failed' | 'cancelled';

/** The body of an output of type `resultMime`. */
export interface ResultOutput {
  readonly version: 1;
  /** `^[a-z0-9-]{8,64}$`, the folder's name under `$HOME/.stoa/results/`. */
  readonly id: string;
  readonly state: ResultState;
  /** `state === 'complete'`: everything is stored, windows and exports can be asked for. */
  readonly complete: boolean;
  /** The name under which Python cells of the notebook see this result as a data frame. */
  readonly name: string;
  /** Empty while `running`. */
  readonly columns: readonly ResultColumn[];
  /** All rows when `complete`; otherwise how many are known so far. */
  readonly rowCount: number;
  /** At most `firstRowsLimit` rows, in order from the first. */
  readonly firstRows: readonly ResultRow[];
  /** Long texts in `firstRows` are cut at `shownTextLimit` characters and end in `…`; the stored ones are whole. */
  readonly elapsedMs: number;
  /** Of the stored files, once `complete`. */
  readonly bytes?: number;
  /** 0 to 100, while running or writing, when DuckDB knows it. */
  readonly percent?: number;
  /** What the statement was, when it is not a query's result: `INSERT`, `CREATE`, … */
  readonly statement?: string;
}

export const firstRowsLimit = 100;
export const shownTextLimit = 2_000;

/** `GET results/<id>`: the description without rows. */
export interface ResultDescription {
  readonly version: 1;
  readonly id: string;
  readonly name: string;
  readonly notebook: string;
  readonly cellId: string;
  readonly columns: readonly ResultColumn[];
  readonly rowCount: number;
  readonly bytes: number;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  readonly elapsedMs: number;
}

/** `GET results/<id>/rows?offset=&limit=&sort=&where=` (limit at most `windowLimit`). */
export interface RowsWindow {
  readonly offset: number;
  readonly rows: readonly ResultRow[];
  /** Rows in the view: all rows, or those that pass `where`. */
  readonly rowCount: number;
}

export const windowLimit = 5_000;

/** `sort=<column index>:asc|desc`, several joined by commas. NULLs come last in both directions. */
export interface SortKey {
  readonly column: number;
  readonly descending: boolean;
}

/** `where=<JSON of ColumnFilter[]>`; all must hold. Values are DuckDB's text and cast to the column's type. */
export interface ColumnFilter {
  readonly column: number;
  readonly test: 'contains' | '=' | '!=' | '<' | '<=' | '>' | '>=' | 'is null' | 'is not null';
  readonly value?: string;
}

/** `GET results/<id>/columns/<index>`: for the head of a column; computed once and kept beside the result. */
export interface ColumnSummary {
  readonly column: number;
  readonly nulls: number;
  /** Approximate above some thousands of values. */
  readonly distinct: number;
  readonly min: ResultValue;
  readonly max: ResultValue;
  /** Of numbers and times: at most 20 bins of equal width; `from` inclusive, `to` exclusive but for the last. */
  readonly histogram?: readonly { readonly from: ResultValue; readonly to: ResultValue; readonly count: number }[];
  /** Of the others: the most frequent values, at most 10. */
  readonly top?: readonly { readonly value: ResultValue; readonly count: number }[];
}

export const chartMarks = ['bar', 'line'] as const;
export const chartAggregates = ['none', 'mean', 'sum', 'min', 'max', 'count'] as const;
export type ChartMark = (typeof chartMarks)[number];
export type ChartAggregate = (typeof chartAggregates)[number];

/** What a chart shows of a result; columns by their index. */
export interface PointsRequest {
  readonly mark: ChartMark;
  readonly axis: number;
  readonly measure: number;
  /** With `none`, bars add up what falls on one value of the axis, and a line runs through the least and the greatest. */
  readonly aggregate: ChartAggregate;
  readonly color?: number;
}

/** `GET results/<id>/points?mark=&axis=&measure=&aggregate=[&color=][&where=]`: few enough to draw, from all rows. */
export interface ChartPoints {
  /** Numbers and times in their order, names from the largest measure on; the colour where one was asked for. */
  readonly points: readonly (readonly [axis: ResultValue, measure: number | null, color?: ResultValue])[];
  /**
   * What a point stands for: each value of the axis, a stretch of it (the point is at its start), or one of the names
   * with the largest measures.
   */
  readonly each: 'value' | 'stretch' | 'largest';
  /** Rows that were counted. */
  readonly rowCount: number;
}

/** Takes the place of the rarer values of a colour. */
export const otherColors = '…';

/** `GET preview?path=<path>&offset=&limit=`: the head of a Parquet, CSV, TSV or JSON-lines file. */
export interface TablePreview {
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly ResultRow[];
  /** Absent where counting would mean to read the whole file (CSV, JSON). */
  readonly rowCount?: number;
}

/**
 * The reader (`sql-reader.js`) speaks HTTP on a unix socket; the workspace server proxies
 * `/user/<name>/stoa/results/…` to it with the same path from `/results/` on:
 *
 *     GET /results/<id>                                   ResultDescription
 *     GET /results/<id>/rows?offset=0&limit=200&sort=2:desc&where=[…]   RowsWindow
 *     GET /results/<id>/columns/<index>                   ColumnSummary
 *     GET /results/<id>/points?mark=bar&axis=0&measure=1&aggregate=sum[&color=][&where=]   ChartPoints
 *     GET /results/<id>/export?format=csv|json|parquet[&sort=][&where=]      the file, streamed
 *     GET /preview?path=…&offset=0&limit=100              TablePreview
 *     GET /healthz                                        {"ready": true}
 *
 * An error is `application/problem+json`: {code, title, detail, status}, codes `ReaderErrorCode`.
 */
export type ReaderErrorCode =
  | 'result-not-found'
  | 'result-not-complete'
  | 'result-damaged'
  | 'request-invalid'
  | 'file-not-readable'
  | 'reader-failed';
