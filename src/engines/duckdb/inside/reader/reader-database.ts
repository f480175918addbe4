import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { loadDuckDB } from '../load-duckdb.ts';
import type { EngineSettings } from '../settings.ts';

/** Work that several requests wait for ends so long after the last of them has gone; a scroll drops one and sends another. */
const patienceMs = 3_000;

interface SharedWork {
  readonly done: Promise<void>;
  readonly stop: AbortController;
  waiting: number;
  giveUp?: NodeJS.Timeout;
}

/** Sorting and exporting spill to disk above this part of the engine's share. */
const shareOfEngine = 0.4;

/** A DuckDB of the reader's own, in memory, so that reading never waits for a busy kernel. */
export class ReaderDatabase {
  readonly #settings: EngineSettings;
  readonly #shared = new Map<string, SharedWork>();
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

  /** Does `work` once for all who ask with the same key meanwhile; it goes on when the first of them leaves. */
  async once(key: string, signal: AbortSignal, work: (connection: DuckDBConnection) => Promise<void>): Promise<void> {
    const shared = this.#shared.get(key) ?? this.#begin(key, work);
    const gone = Promise.withResolvers<never>();
    const leave = (): void => gone.reject(signal.reason);
    signal.addEventListener('abort', leave, { once: true });
    clearTimeout(shared.giveUp);
    shared.waiting++;
    try {
      signal.throwIfAborted();
      await Promise.race([shared.done, gone.promise]);
    } finally {
      signal.removeEventListener('abort', leave);
      if (--shared.waiting === 0) shared.giveUp = setTimeout(() => shared.stop.abort(), patienceMs);
    }
  }

  #begin(key: string, work: (connection: DuckDBConnection) => Promise<void>): SharedWork {
    const stop = new AbortController();
    const done = this.use(stop.signal, work).finally(() => {
      this.#shared.delete(key);
      clearTimeout(shared.giveUp);
    });
    // Whoever waits hears of it; the last may have left.
    done.catch(() => undefined);
    const shared: SharedWork = { done, stop, waiting: 0 };
    this.#shared.set(key, shared);
    return shared;
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
