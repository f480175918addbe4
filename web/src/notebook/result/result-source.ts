import type {
  ColumnSummary,
  ResultOutput,
  ResultRow,
  RowsWindow,
  SortKey,
} from '../../../../src/engines/duckdb/result.ts';

/** Rows in one request; a screen shows some twenty. */
export const windowRows = 200;
const windowsKept = 80;

export class ResultGone extends Error {}

/** Where the stored rows of one result are asked for. */
export class ResultSource {
  readonly #address: string;
  readonly #summaries = new Map<number, Promise<ColumnSummary>>();

  /** @param base `/user/<name>/stoa` */
  constructor(base: string, id: string) {
    this.#address = `${base}/results/${encodeURIComponent(id)}`;
  }

  async rows(offset: number, limit: number, sort: readonly SortKey[], signal?: AbortSignal): Promise<RowsWindow> {
    const query = new URLSearchParams({ offset: String(offset), limit: String(limit) });
    if (sort.length > 0) query.set('sort', sortWords(sort));
    return (await this.#get(`/rows?${query}`, signal)) as RowsWindow;
  }

  summary(column: number): Promise<ColumnSummary> {
    const known = this.#summaries.get(column);
    if (known !== undefined) return known;
    const asked = this.#get(`/columns/${column}`) as Promise<ColumnSummary>;
    this.#summaries.set(column, asked);
    asked.catch(() => this.#summaries.delete(column));
    return asked;
  }

  exportUrl(format: 'csv' | 'parquet', sort: readonly SortKey[]): string {
    const query = new URLSearchParams({ format });
    if (sort.length > 0) query.set('sort', sortWords(sort));
    return `${this.#address}/export?${query}`;
  }

  async #get(path: string, signal?: AbortSignal): Promise<unknown> {
    const answer = await fetch(this.#address + path, signal === undefined ? {} : { signal });
    if (answer.status === 404) throw new ResultGone();
    if (!answer.ok) {
      const problem: unknown = await answer.json().catch(() => null);
      const title = typeof problem === 'object' && problem !== null ? Reflect.get(problem, 'title') : null;
      throw new Error(typeof title === 'string' ? title : answer.statusText);
    }
    return answer.json();
  }
}

function sortWords(sort: readonly SortKey[]): string {
  return sort.map(({ column, descending }) => `${column}:${descending ? 'desc' : 'asc'}`).join(',');
}

/**
 * The rows near the view, by windows of `windowRows`. `row` answers at once with what is here; `ask` fetches what a
 * view needs and drops requests that no view needs any more.
 */
export class RowCache {
  readonly #source: ResultSource;
  readonly #sort: readonly SortKey[];
  readonly #first: readonly ResultRow[];
  readonly #onRows: () => void;
  readonly #onError: (error: unknown) => void;
  readonly #windows = new Map<number, readonly ResultRow[]>();
  readonly #asked = new Map<number, AbortController>();

  constructor(parts: {
    source: ResultSource;
    sort: readonly SortKey[];
    output: ResultOutput;
    onRows: () => void;
    onError: (error: unknown) => void;
  }) {
    this.#source = parts.source;
    this.#sort = parts.sort;
    this.#first = parts.sort.length === 0 ? parts.output.firstRows : [];
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
      const { rows } = await this.#source.rows(at * windowRows, windowRows, this.#sort, request.signal);
      this.#windows.set(at, rows);
      const oldest = this.#windows.keys().next().value;
      if (this.#windows.size > windowsKept && oldest !== undefined) this.#windows.delete(oldest);
      this.#onRows();
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
