import type { DuckDBConnection } from '@duckdb/node-api';
import type { Database } from '../database.ts';
import { quoteText } from '../sql-text.ts';

/** A connection for reading stored results, opened when it is first needed. */
export class ResultConnection {
  readonly #database: Database;
  readonly #prepare: string | undefined;
  #connection: Promise<DuckDBConnection> | undefined;
  #timeZone: string | undefined;

  /** @param prepare  a statement to run once, before all others */
  constructor(database: Database, prepare?: string) {
    this.#database = database;
    this.#prepare = prepare;
  }

  /** @param timeZone  for TIMESTAMP WITH TIME ZONE; the one before when it does not matter */
  async open(timeZone?: string): Promise<DuckDBConnection> {
    this.#connection ??= this.#open();
    const connection = await this.#connection;
    if (timeZone === undefined || this.#timeZone === timeZone) return connection;
    await connection.run(`SET TimeZone = ${quoteText(timeZone)}`);
    this.#timeZone = timeZone;
    return connection;
  }

  async close(): Promise<void> {
    const connection = await this.#connection?.catch(() => undefined);
    connection?.closeSync();
  }

  async #open(): Promise<DuckDBConnection> {
    const connection = await this.#database.connectPlain();
    if (this.#prepare !== undefined) await connection.run(this.#prepare);
    return connection;
  }
}
