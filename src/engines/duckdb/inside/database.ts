import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { loadDuckDB } from './load-duckdb.ts';
import type { EngineSettings } from './settings.ts';
import { quoteText } from './sql-text.ts';

/** An engine that is just ending still holds the file's lock for a moment. */
const lockPatienceMs = 1_500;

/**
 * The workspace's DuckDB: one instance in memory, with the tables of the home attached as `home`.
 * When the file cannot be opened, kernels work in memory, and `problem` says why.
 */
export class Database {
  readonly #settings: EngineSettings;
  readonly #file: string;
  #instance: Promise<DuckDBInstance> | undefined;
  #attached = false;
  #attaching: Promise<void> | undefined;
  #problem: string | undefined;
  /** Counts statements that may have changed a setting. */
  settingsChanges = 0;

  #onInvalid: () => void = () => undefined;

  constructor(settings: EngineSettings) {
    this.#settings = settings;
    this.#file = join(settings.home, '.stoa', 'sql', 'main.duckdb');
  }

  get state(): 'unopened' | 'home' | 'memory' {
    if (!this.#instance) return 'unopened';
    return this.#attached ? 'home' : 'memory';
  }

  /** For people: why tables are in memory only. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** Opens the database ahead of the first kernel; a failure shows there. */
  warmUp(): void {
    this.connectPlain()
      .then(async (connection) => {
        await this.#attachOnce(connection);
        connection.closeSync();
      })
      .catch(() => undefined);
  }

  /** A connection of its own for a kernel: its temp tables and settings are nobody else's. */
  async connect(cwd: string): Promise<DuckDBConnection> {
    const connection = await this.connectPlain();
    await this.#attachOnce(connection);
    if (this.#attached) await connection.run('USE home');
    await connection.run(`SET file_search_path = ${quoteText(searchPath(cwd, this.#settings.home))}`);
    await connection.run('SET enable_progress_bar = true');
    await connection.run('SET enable_progress_bar_print = false');
    return connection;
  }

  /** A connection for the engine's own reading of results. */
  async connectPlain(): Promise<DuckDBConnection> {
    this.#instance ??= this.#open();
    return (await this.#instance).connect();
  }

  whenInvalid(tell: () => void): void {
    this.#onInvalid = tell;
  }

  /** After a fatal error, as of a checkpoint on a full disk, DuckDB answers nothing more until the file is opened anew. */
  learnFrom(message: string): void {
    if (/database has been invalidated/i.test(message)) this.#onInvalid();
  }

  /** Writes the log into the file, so that the next start is quick. */
  async close(): Promise<void> {
    const instance = await this.#instance?.catch(() => undefined);
    if (!instance) return;
    if (this.#attached) {
      const connection = await instance.connect();
      await connection.run('CHECKPOINT home').catch(() => undefined);
      connection.closeSync();
    }
    instance.closeSync();
    this.#instance = undefined;
    this.#attached = false;
  }

  async #open(): Promise<DuckDBInstance> {
    const scratch = join(this.#settings.home, '.stoa', 'tmp', 'sql');
    const [{ DuckDBInstance }] = await Promise.all([
      loadDuckDB(),
      rm(scratch, { recursive: true, force: true }).then(() => mkdir(scratch, { recursive: true, mode: 0o700 })),
      mkdir(join(this.#settings.home, '.stoa', 'sql'), { recursive: true, mode: 0o700 }),
    ]);
    return DuckDBInstance.create(':memory:', {
      memory_limit: `${this.#settings.memoryBytes}B`,
      threads: `${this.#settings.threads}`,
      temp_directory: scratch,
      allow_unsigned_extensions: 'false',
      autoinstall_known_extensions: 'false',
      // A file that a Python cell has just written anew would be read as a mixture of old and new.
      enable_external_file_cache: 'false',
    });
  }

  /** Tried again by the next connection when it did not work. */
  async #attachOnce(connection: DuckDBConnection): Promise<void> {
    if (this.#attached) return;
    this.#attaching ??= this.#attach(connection).finally(() => {
      this.#attaching = undefined;
    });
    await this.#attaching;
  }

  async #attach(connection: DuckDBConnection): Promise<void> {
    const giveUp = Date.now() + lockPatienceMs;
    for (;;) {
      try {
        await connection.run(`ATTACH IF NOT EXISTS ${quoteText(this.#file)} AS home`);
        this.#attached = true;
        this.#problem = undefined;
        return;
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        const locked = /lock/i.test(message);
        if (locked && Date.now() < giveUp) {
          await sleep(50);
          continue;
        }
        this.#problem = locked
          ? `The tables in ${this.#file} are in use by another program, so this kernel works in memory: tables made now are lost when it stops. End the other program, then restart the kernel. (${message})`
          : `The tables in ${this.#file} cannot be opened, so this kernel works in memory: tables made now are lost when it stops. Move the file aside or put a good copy in its place, then restart the kernel. (${message})`;
        return;
      }
    }
  }
}

/** DuckDB's list is cut at commas and cannot quote them: such a folder is left out. */
function searchPath(...folders: string[]): string {
  return [...new Set(folders)].filter((folder) => !folder.includes(',')).join(',');
}
