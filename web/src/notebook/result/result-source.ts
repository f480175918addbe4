import type {
  ChartPoints,
  ColumnFilter,
  ColumnSummary,
  PointsRequest,
  ResultOutput,
  ResultRow,
  RowsWindow,
  SortKey,
} from '../../../../src/engines/duckdb/result.ts';

/** Rows in one request; a screen shows some twenty. */
export const windowRows = 200;
const windowsKept = 80;
/** What the engine names results by. */
const idPattern = /^[a-z0-9-]{8,64}$/;

export class ResultGone extends Error {}

/** Which rows of a result are asked for, and in which order. */
export interface ResultViewOf {
  readonly sort: readonly SortKey[];
  readonly where: readonly ColumnFilter[];
}

export const everyRow: ResultViewOf = { sort: [], where: [] };

const retryMs = [500, 2_000, 8_000];

/** Where the stored rows of one result are asked for. */
export class ResultSource {
  readonly #address: string;
  readonly #summaries = new Map<number, Promise<ColumnSummary>>();

  /** @param base `/user/<name>/stoa` */
  constructor(base: string, id: string) {
    // A notebook of somebody else may name anything; `..` would lead to another address.
    this.#address = `${base}/results/${idPattern.test(id) ? id : 'unknown'}`;
  }

  /** @param whole long values uncut, as for the clipboard */
  async rows(
    offset: number,
    limit: number,
    view: ResultViewOf,
    signal?: AbortSignal,
    whole = false,
  ): Promise<RowsWindow> {
    const query = new URLSearchParams({ offset: String(offset), limit: String(limit), ...viewWords(view) });
    if (whole) query.set('whole', '1');
    return (await this.#get(`/rows?${query}`, signal)) as RowsWindow;
  }

  summary(column: number): Promise<ColumnSummary> {
    const known = this.#summaries.get(column);
    if (known !== undefined) return known;
    const asked = this.#persistently(`/columns/${column}`) as Promise<ColumnSummary>;
    this.#summaries.set(column, asked);
    asked.catch(() => this.#summaries.delete(column));
    return asked;
  }

  async points(
    { color, ...request }: PointsRequest,
    where: readonly ColumnFilter[],
    signal: AbortSignal,
  ): Promise<ChartPoints> {
    const words = Object.entries(request).map(([name, value]): [string, string] => [name, String(value)]);
    const query = new URLSearchParams({ ...Object.fromEntries(words), ...viewWords({ sort: [], where }) });
    if (color !== undefined) query.set('color', String(color));
    return (await this.#get(`/points?${query}`, signal)) as ChartPoints;
  }

  exportUrl(format: 'csv' | 'parquet', view: ResultViewOf): string {
    const query = new URLSearchParams({ format, ...viewWords(view) });
    return `${this.#address}/export?${query}`;
  }

  /** The reader may be just starting, or restarting: what nobody asks for a second time is asked again. */
  async #persistently(path: string): Promise<unknown> {
    for (const wait of retryMs) {
      try {
        return await this.#get(path);
      } catch (error) {
        if (error instanceof ResultGone) throw error;
        await new Promise((resolve) => setTimeout(resolve, wait));
      }
    }
    return this.#get(path);
  }

  async #get(path: string, signal?: AbortSignal): Promise<unknown> {
    const answer = await fetch(this.#address + path, signal === undefined ? {} : { signal });
    if (answer.status === 404) throw new ResultGone();
    if (!answer.ok) {
      const problem: unknown = await answer.json().catch(() => null);
      const detail = typeof problem === 'object' && problem !== null ? Reflect.get(problem, 'detail') : null;
      throw new Error(typeof detail === 'string' ? detail : answer.statusText);
    }
    return answer.json();
  }
}

function viewWords({ sort, where }: ResultViewOf): Record<string, string> {
  const keys = sort.map(({ column, descending }) => `${column}:${descending ? 'desc' : 'asc'}`);
  return {
    ...(keys.length > 0 ? { sort: keys.join(',') } : {}),
    ...(where.length > 0 ? { where: JSON.stringify(where) } : {}),
  };
}

/**
 * The rows near the view, by windows of `windowRows`. `row` answers at once with what is here; `ask` fetches what a
 * view needs and drops requests that no view needs any more.
 */
export class RowCache {
  readonly #source: ResultSource;
  readonly #view: ResultViewOf;
  readonly #first: readonly ResultRow[];
  readonly #onRows: (rowCount: number) => void;
  readonly #onError: (error: unknown) => void;
  readonly #windows = new Map<number, readonly ResultRow[]>();
  readonly #asked = new Map<number, AbortController>();

  constructor(parts: {
    source: ResultSource;
    view: ResultViewOf;
    output: ResultOutput;
    /** With how many rows the view has. */
    onRows: (rowCount: number) => void;
    onError: (error: unknown) => void;
  }) {
    this.#source = parts.source;
    this.#view = parts.view;
    const { sort, where } = parts.view;
    this.#first = sort.length === 0 && where.length === 0 ? parts.output.firstRows : [];
    this.#onRows = parts.onRows;
    this.#onError = parts.onError;
  }

  row(index: number): ResultRow | undefined {
    return this.#first[index] ?? this.#windows.get(Math.floor(index / windowRows))?.[index % windowRows];
  }

  /** @param to the row after the last */
  ask(from: number, to: number): void {
    const wanted = new Set<number>();
    for (let at = Math.floor(from / windowRows); at * windowRows < to; at++) {
      const end = Math.min(to, (at + 1) * windowRows);
      if (end > this.#first.length) wanted.add(at);
    }
    for (const [at, request] of this.#asked) {
      if (wanted.has(at)) continue;
      request.abort();
      this.#asked.delete(at);
    }
    for (const at of wanted) if (!this.#windows.has(at) && !this.#asked.has(at)) void this.#fetch(at);
  }

  async #fetch(at: number): Promise<void> {
    const request = new AbortController();
    this.#asked.set(at, request);
    try {
      const { rows, rowCount } = await this.#source.rows(at * windowRows, windowRows, this.#view, request.signal);
      this.#windows.set(at, rows);
      const oldest = this.#windows.keys().next().value;
      if (this.#windows.size > windowsKept && oldest !== undefined) this.#windows.delete(oldest);
      this.#onRows(rowCount);
    } catch (error) {
      if (!request.signal.aborted) this.#onError(error);
    } finally {
      if (this.#asked.get(at) === request) this.#asked.delete(at);
    }
  }

  close(): void {
    for (const request of this.#asked.values()) request.abort();
    this.#asked.clear();
  }
}
