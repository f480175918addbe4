import { join } from 'node:path';
import type {
  DuckDBConnection,
  DuckDBExtractedStatements,
  DuckDBPreparedStatement,
  DuckDBResult,
} from '@duckdb/node-api';
import { firstRowsLimit, type ResultOutput, type ResultRow, type ResultState, resultMime } from '../result.ts';
import { htmlTable, textTable } from '../rules/render.ts';
import type { CellContext } from './cell-context.ts';
import { loadDuckDB } from './load-duckdb.ts';
import { NamedResults } from './named-results.ts';
import { ChecksumOfGrowing } from './results/checksum.ts';
import { describeType } from './results/column-type.ts';
import { type EarlyRows, earlyRows, removeTemplate } from './results/early-rows.ts';
import { plainRows } from './results/parquet/plain-rows.ts';
import { readRows } from './results/read-rows.ts';
import { type Part, type Sidecar, type StoredColumn, storedColumn } from './results/sidecar.ts';
import { copyStatement, linesBeforeQuery, writeStream } from './results/write-parts.ts';

/** A statement that takes longer shows how far it is. */
const progressAfterMs = 400;
const progressEveryMs = 500;

/**
 * One statement of a cell: run once, its rows written to a stored result as they come, its first rows shown.
 */
export class StatementRun {
  readonly #context: CellContext;
  readonly #connection: DuckDBConnection;
  readonly #sql: string;
  readonly #parsed: DuckDBExtractedStatements | undefined;
  readonly #id: string;
  readonly #startedAt = performance.now();
  #columns: StoredColumn[] = [];
  #displayed = false;
  #lines = 0;
  /** The part that COPY writes now. */
  #writing: { readonly folder: string; readonly file: string } | undefined;
  #earlyRows: EarlyRows | undefined;
  #looking: Promise<void> | undefined;
  #looked = false;
  #onlyQueries = false;
  /** Until they are destroyed DuckDB keeps what they work with open: a file that COPY could not finish, for one. */
  readonly #prepared: DuckDBPreparedStatement[] = [];
  readonly #named: NamedResults;

  /** @param parsed  what `sql` was parsed to, where that is known */
  constructor(context: CellContext, connection: DuckDBConnection, sql: string, parsed?: DuckDBExtractedStatements) {
    this.#context = context;
    this.#connection = connection;
    this.#sql = sql;
    this.#parsed = parsed;
    this.#id = context.engine.results.newId();
    this.#named = new NamedResults(context, connection);
  }

  /** How many lines of ours precede the statement in what DuckDB was given last. */
  get linesBefore(): number {
    return this.#lines;
  }

  /** 0 to 100, where DuckDB knows it. */
  get percent(): number | undefined {
    const { percentage } = this.#connection.progress;
    return percentage >= 0 && percentage <= 100 ? Math.round(percentage * 10) / 10 : undefined;
  }

  /** The stored result; undefined for a statement that gives no rows. */
  async run(): Promise<Sidecar | undefined> {
    const progress = this.#showProgress();
    try {
      return await this.#run();
    } catch (error) {
      const interrupted = error instanceof Error && error.message.startsWith('INTERRUPT');
      if (this.#displayed) this.#show(interrupted ? 'cancelled' : 'failed', [], 0);
      throw error;
    } finally {
      clearInterval(progress);
      for (const prepared of this.#prepared) prepared.destroySync();
      await this.#named.takeBack();
      if (!this.#onlyQueries) this.#context.session.mayHaveChangedSettings();
    }
  }

  async #run(): Promise<Sidecar | undefined> {
    const { StatementType, ResultReturnType } = await loadDuckDB();
    const { prepared, count } = await this.#prepare();
    const isQuery = prepared.statementType === StatementType.SELECT;
    this.#onlyQueries = isQuery && count === 1;
    if (this.#context.silent) {
      await prepared.run();
      return undefined;
    }
    if (this.#onlyQueries && prepared.parameterCount === 0) {
      const sidecar = await this.#copy(prepared);
      if (sidecar) return sidecar;
    }
    const result = await prepared.stream();
    if (result.returnType === ResultReturnType.QUERY_RESULT) return await this.#store(result);
    this.#showChange(result, StatementType[result.statementType] ?? '', ResultReturnType.CHANGED_ROWS);
    return undefined;
  }

  /** A statement that lacks a table is tried again with the notebook's result of that name. */
  async #prepare(): Promise<{ prepared: DuckDBPreparedStatement; count: number }> {
    let extracted = this.#parsed;
    for (;;) {
      extracted ??= await this.#connection.extractStatements(this.#sql);
      try {
        // A dynamic PIVOT is several statements; the last one gives the rows.
        for (let at = 0; at < extracted.count - 1; at++) await this.#keep(await extracted.prepare(at)).run();
        const prepared = this.#keep(await extracted.prepare(extracted.count - 1));
        return { prepared, count: extracted.count };
      } catch (error) {
        if (!(await this.#named.giveFor(error))) throw error;
        // What was parsed is used up by the attempt.
        extracted = undefined;
      }
    }
  }

  #keep(prepared: DuckDBPreparedStatement): DuckDBPreparedStatement {
    this.#prepared.push(prepared);
    return prepared;
  }

  /** Undefined when COPY does not take the query, which then has not run. */
  async #copy(prepared: DuckDBPreparedStatement): Promise<Sidecar | undefined> {
    this.#columns = await Promise.all(
      Array.from({ length: prepared.columnCount }, async (_, at) =>
        storedColumn(prepared.columnName(at), await describeType(prepared.columnType(at))),
      ),
    );
    const { results } = this.#context.engine;
    const folder = results.begin(this.#id);
    const file = 'part-0.parquet';
    const checksum = new ChecksumOfGrowing(join(folder, file));
    try {
      const copy = await this.#prepareCopy(copyStatement(this.#sql, this.#columns, `${folder}/${file}`));
      if (!copy) {
        await checksum.discard();
        await results.discard(this.#id);
        return undefined;
      }
      this.#lines = linesBeforeQuery;
      this.#writing = { folder, file };
      const written = await copy.run().finally(() => {
        this.#writing = undefined;
      });
      await this.#doneLooking(folder);
      const { checksum: sum, content } = await checksum.finish();
      const part = { file, rows: Number(written.rowsChanged), ...sum };
      return await this.#finish(folder, [part], content && this.#rowsOf(content, part.rows));
    } catch (error) {
      await this.#looking;
      await checksum.discard();
      await results.discard(this.#id);
      throw error;
    }
  }

  #rowsOf(part: Buffer, count: number): ResultRow[] | undefined {
    const types = this.#columns.map(({ tree }) => tree);
    return count <= firstRowsLimit ? plainRows(part, types, count) : undefined;
  }

  async #prepareCopy(sql: string): Promise<DuckDBPreparedStatement | undefined> {
    try {
      return this.#keep(await this.#connection.prepare(sql));
    } catch (error) {
      if (error instanceof Error && /^(Failed to extract|Parser|Binder|Not implemented)/i.test(error.message))
        return undefined;
      throw error;
    }
  }

  async #store(result: DuckDBResult): Promise<Sidecar> {
    this.#columns = await Promise.all(
      Array.from({ length: result.columnCount }, async (_, at) =>
        storedColumn(result.columnName(at), await describeType(result.columnType(at))),
      ),
    );
    const { results, database } = this.#context.engine;
    const folder = results.begin(this.#id);
    const writer = await database.connectPlain();
    try {
      return await this.#finish(folder, await writeStream(writer, folder, result, this.#columns));
    } catch (error) {
      await results.discard(this.#id);
      throw error;
    } finally {
      writer.closeSync();
    }
  }

  /** @param known  the first rows, where they are known without asking DuckDB for them */
  async #finish(folder: string, parts: readonly Part[], known?: readonly ResultRow[]): Promise<Sidecar> {
    const { engine, metadata, notebook, session } = this.#context;
    const sidecar: Sidecar = {
      version: 1,
      id: this.#id,
      name: this.#name,
      notebook: metadata.stoa?.notebook ?? notebook,
      cellId: metadata.cellId ?? '',
      columns: this.#columns,
      parts,
      rowCount: parts.reduce((sum, part) => sum + part.rows, 0),
      bytes: parts.reduce((sum, part) => sum + part.bytes, 0),
      createdAt: new Date().toISOString(),
      elapsedMs: this.#elapsedMs,
      timeZone: await session.timeZone(),
    };
    const rows = known ?? (await this.#readFirstRows(folder, sidecar));
    engine.results.finish(sidecar);
    this.#show('complete', rows, sidecar.rowCount, sidecar.bytes);
    // On its way to the page already; the cell's reply, for which other cells wait, is not.
    engine.results.name(sidecar);
    return sidecar;
  }

  async #readFirstRows(folder: string, sidecar: Sidecar): Promise<ResultRow[]> {
    const reader = await this.#context.session.resultConnection(sidecar.rowCount, sidecar.timeZone);
    return await readRows(reader, folder, sidecar, 0, firstRowsLimit, false);
  }

  #showChange(result: DuckDBResult, type: string, changedRows: number): void {
    const statement = type.replaceAll('_', ' ');
    const counted = result.returnType === changedRows && !/^(CREATE|ATTACH|DROP)/.test(statement);
    if (!counted && !this.#displayed) return;
    const rows = counted ? Number(result.rowsChanged) : 0;
    const text = counted ? `${statement}: ${rows.toLocaleString('en-US')} ${rows === 1 ? 'row' : 'rows'}` : statement;
    this.#columns = [];
    this.#publish({ ...this.#output('complete', [], rows), statement }, text, undefined);
  }

  #showProgress(): NodeJS.Timeout | undefined {
    if (this.#context.silent) return undefined;
    let shown: number | undefined;
    return setInterval(() => {
      const elapsed = performance.now() - this.#startedAt;
      const { percent } = this;
      this.#lookForEarlyRows();
      if (elapsed < progressAfterMs || this.#earlyRows || (this.#displayed && percent === shown)) return;
      shown = percent;
      const text = percent === undefined ? 'Running …' : `Running … ${Math.round(percent)} %`;
      const output = this.#output('running', [], 0);
      this.#publish({ ...output, columns: [], ...(percent === undefined ? {} : { percent }) }, text, undefined);
    }, progressEveryMs);
  }

  /** While COPY writes, what it has written already is shown. That it cannot be read yet is no error. */
  #lookForEarlyRows(): void {
    const writing = this.#writing;
    if (!writing || this.#looking || this.#earlyRows) return;
    const look = async (): Promise<void> => {
      const reader = await this.#context.session.resultConnection(Number.POSITIVE_INFINITY);
      const found = await earlyRows(reader, writing.folder, writing.file, this.#columns);
      if (!found || !this.#writing) return;
      this.#earlyRows = found;
      this.#show('writing', found.rows, found.rowCount);
    };
    this.#looked = true;
    this.#looking = look()
      .catch(() => undefined)
      .finally(() => {
        this.#looking = undefined;
      });
  }

  async #doneLooking(folder: string): Promise<void> {
    if (!this.#looked) return;
    await this.#looking;
    await removeTemplate(folder);
  }

  #show(state: ResultState, rows: readonly ResultRow[], rowCount: number, bytes?: number): void {
    const output = this.#output(state, rows, rowCount, bytes);
    if (state === 'failed' || state === 'cancelled') this.#publish({ ...output, columns: [] }, '', undefined);
    else this.#publish(output, textTable(output.columns, rows, rowCount), htmlTable(output.columns, rows, rowCount));
  }

  #output(state: ResultState, firstRows: readonly ResultRow[], rowCount: number, bytes?: number): ResultOutput {
    return {
      version: 1,
      id: this.#id,
      state,
      complete: state === 'complete',
      name: this.#name,
      columns: this.#columns.map(({ name, type, kind }) => ({ name, type, kind })),
      rowCount,
      firstRows,
      elapsedMs: this.#elapsedMs,
      ...(bytes === undefined ? {} : { bytes }),
    };
  }

  #publish(output: ResultOutput, text: string, html: string | undefined): void {
    const data = { [resultMime]: output, 'text/plain': text, ...(html === undefined ? {} : { 'text/html': html }) };
    const body = { data, metadata: {}, transient: { display_id: this.#id } };
    const { publish, executionCount } = this.#context;
    if (this.#displayed) publish('update_display_data', body);
    else if (output.state === 'complete') publish('execute_result', { ...body, execution_count: executionCount });
    else publish('display_data', body);
    this.#displayed = true;
  }

  get #name(): string {
    return this.#context.metadata.stoa?.name ?? '_sql';
  }

  get #elapsedMs(): number {
    return Math.round((performance.now() - this.#startedAt) * 10) / 10;
  }
}
