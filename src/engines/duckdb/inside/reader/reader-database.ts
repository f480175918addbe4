import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { loadDuckDB } from '../load-duckdb.ts';
import type { EngineSettings } from '../settings.ts';

/** Sorting and exporting spill to disk above this part of the engine's share. */
const shareOfEngine = 0.4;

/** A DuckDB of the reader's own, in memory, so that reading never waits for a busy kernel. */
export class ReaderDatabase {
  readonly #settings: EngineSettings;
  #instance: Promise<DuckDBInstance> | undefined;

  constructor(settings: EngineSettings) {
    this.#settings = settings;
  }

  /** Runs `work` on a connection of its own, which an abort interrupts. */
  async use<T>(signal: AbortSignal, work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    this.#instance ??= this.#open();
    const connection = await (await this.#instance).connect();
    const interrupt = (): void => connection.interrupt();
    signal.addEventListener('abort', interrupt, { once: true });
    try {
      signal.throwIfAborted();
      return await work(connection);
    } finally {
      signal.removeEventListener('abort', interrupt);
      connection.closeSync();
    }
  }

  async #open(): Promise<DuckDBInstance> {
    const scratch = join(this.#settings.home, '.stoa', 'tmp', 'reader');
    await mkdir(scratch, { recursive: true, mode: 0o700 });
    const { DuckDBInstance } = await loadDuckDB();
    return DuckDBInstance.create(':memory:', {
      memory_limit: `${Math.floor(this.#settings.memoryBytes * shareOfEngine)}B`,
      threads: `${this.#settings.threads}`,
      temp_directory: scratch,
      allow_unsigned_extensions: 'false',
      autoinstall_known_extensions: 'false',
      // A file that a Python cell has just written anew would be read as a mixture of old and new.
      enable_external_file_cache: 'false',
    });
  }
}
