import type { DuckDBConnection } from '@duckdb/node-api';
import type { Database } from './database.ts';
import { ResultConnection } from './results/result-connection.ts';

const smallResultRows = 10_000;

/** What a kernel has of the database between a start and a restart. */
export class Session {
  readonly #database: Database;
  readonly #cwd: string;
  #cells: Promise<DuckDBConnection> | undefined;
  #lookups: Promise<DuckDBConnection> | undefined;
  readonly #results: ResultConnection;
  readonly #smallResults: ResultConnection;
  #timeZone: { readonly name: string; readonly settingsChanges: number } | undefined;
  busy = false;

  constructor(database: Database, cwd: string) {
    this.#database = database;
    this.#cwd = cwd;
    this.#results = new ResultConnection(database);
    // To plan a read of few rows takes longer than to read them all.
    this.#smallResults = new ResultConnection(database, 'PRAGMA disable_optimizer');
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
  resultConnection(rows: number, timeZone?: string): Promise<DuckDBConnection> {
    const connection = rows <= smallResultRows ? this.#smallResults : this.#results;
    return connection.open(timeZone);
  }

  /** Asked of DuckDB again only when a setting may have changed since. */
  async timeZone(): Promise<string> {
    const { settingsChanges } = this.#database;
    if (this.#timeZone?.settingsChanges === settingsChanges) return this.#timeZone.name;
    const connection = await this.connection();
    const rows = await (await connection.run("SELECT current_setting('TimeZone')")).getRowsJson();
    const name = String(rows[0]?.[0] ?? 'UTC');
    this.#timeZone = { name, settingsChanges };
    return name;
  }

  /** To be told after each statement other than a query: it may be one that changes settings, everybody's too. */
  mayHaveChangedSettings(): void {
    this.#database.settingsChanges += 1;
  }

  get databaseProblem(): string | undefined {
    return this.#database.problem;
  }

  async close(): Promise<void> {
    const open = await Promise.allSettled([this.#cells, this.#lookups]);
    for (const connection of open) if (connection.status === 'fulfilled') connection.value?.closeSync();
    await this.#results.close();
    await this.#smallResults.close();
  }
}
