import type { DuckDBConnection } from '@duckdb/node-api';
import type { Database } from './database.ts';
import { quoteText } from './sql-text.ts';

/** What a kernel has of the database between a start and a restart. */
export class Session {
  readonly #database: Database;
  readonly #cwd: string;
  #cells: Promise<DuckDBConnection> | undefined;
  #lookups: Promise<DuckDBConnection> | undefined;
  #results: Promise<DuckDBConnection> | undefined;
  #resultsTimeZone: string | undefined;
  busy = false;

  constructor(database: Database, cwd: string) {
    this.#database = database;
    this.#cwd = cwd;
  }

  /** Opens the database ahead of the first cell; a failure shows there. */
  warmUp(): void {
    this.connection().catch(() => undefined);
  }

  /** Where cells run: it alone knows the kernel's temp tables and settings. */
  connection(): Promise<DuckDBConnection> {
    if (!this.#cells) {
      this.#cells = this.#database.connect(this.#cwd);
      this.#cells.catch(() => {
        this.#cells = undefined;
      });
    }
    return this.#cells;
  }

  /** For completion and help: the cells' connection when it is free, another one while a cell runs. */
  async lookupConnection(): Promise<DuckDBConnection> {
    if (!this.busy) return this.connection();
    this.#lookups ??= this.#database.connect(this.#cwd);
    return this.#lookups;
  }

  /** Reads stored results apart from the cells' transaction, showing times as the cells' connection would. */
  async resultConnection(timeZone?: string): Promise<DuckDBConnection> {
    this.#results ??= this.#database.connectPlain();
    const connection = await this.#results;
    if (timeZone === undefined) return connection;
    if (this.#resultsTimeZone !== timeZone) await connection.run(`SET TimeZone = ${quoteText(timeZone)}`);
    this.#resultsTimeZone = timeZone;
    return connection;
  }

  async timeZone(): Promise<string> {
    const connection = await this.connection();
    const rows = await (await connection.run("SELECT current_setting('TimeZone')")).getRowsJson();
    return String(rows[0]?.[0] ?? 'UTC');
  }

  get databaseProblem(): string | undefined {
    return this.#database.problem;
  }

  async close(): Promise<void> {
    const open = await Promise.allSettled([this.#cells, this.#lookups, this.#results]);
    for (const connection of open) if (connection.status === 'fulfilled') connection.value?.closeSync();
  }
}
