import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Engine } from '../inside/engine.ts';
import { createReaderServer } from '../inside/reader/reader-server.ts';
import { CellRun } from '../inside/run-cell.ts';
import { Session } from '../inside/session.ts';
import type { ExecuteMetadata } from '../protocol.ts';
import { type ResultOutput, resultMime } from '../result.ts';

export interface Published {
  readonly type: string;
  readonly content: Record<string, unknown>;
}

export interface RanCell {
  readonly status: 'ok' | 'error';
  readonly evalue: string;
  readonly traceback: string;
  readonly published: readonly Published[];
  /** Every output of our own type, in order of publication. */
  readonly outputs: readonly ResultOutput[];
  /** Those of statements that are done. */
  readonly results: readonly ResultOutput[];
}

/** The engine and the reader in this process, on a home of their own: everything but the sockets of kernels. */
export class EngineUnderTest {
  readonly home: string;
  readonly engine: Engine;
  readonly #reader;

  static async start(settings: { resultsBytes?: number } = {}): Promise<EngineUnderTest> {
    const home = await mkdtemp(join(tmpdir(), 'stoa-sql-'));
    const engine = new EngineUnderTest(home, settings.resultsBytes ?? 2 ** 30);
    await new Promise<void>((resolve) => engine.#reader.listen(0, '127.0.0.1', resolve));
    return engine;
  }

  private constructor(home: string, resultsBytes: number) {
    this.home = home;
    const settings = { home, runtime: home, memoryBytes: 2 ** 30, threads: 2, resultsBytes };
    this.engine = new Engine(settings);
    this.#reader = createReaderServer(settings, () => undefined);
  }

  session(cwd = this.home): Session {
    return new Session(this.engine.database, cwd);
  }

  async run(session: Session, code: string, metadata: ExecuteMetadata = {}): Promise<RanCell> {
    return this.begin(session, code, metadata).finished;
  }

  begin(session: Session, code: string, metadata: ExecuteMetadata = {}) {
    const published: Published[] = [];
    const cell = new CellRun({
      engine: this.engine,
      session,
      code,
      silent: false,
      executionCount: 1,
      notebook: 'notebook-under-test',
      metadata,
      publish: (type, content) => published.push({ type, content }),
    });
    const warn = (text: string) => published.push({ type: 'stream', content: { name: 'stderr', text } });
    const finished = cell.run(warn).then((outcome): RanCell => {
      const outputs = published.flatMap(outputOf);
      return {
        status: outcome.status,
        evalue: outcome.status === 'error' ? outcome.error.evalue : '',
        traceback: outcome.status === 'error' ? outcome.error.traceback.join('\n') : '',
        published,
        outputs,
        results: outputs.filter(({ complete }) => complete),
      };
    });
    return { cell, finished, states: () => published.flatMap(outputOf).map(({ state }) => state) };
  }

  async get(path: string, signal?: AbortSignal): Promise<Response> {
    const { port } = this.#reader.address() as AddressInfo;
    return fetch(`http://127.0.0.1:${port}${path}`, signal ? { signal } : {});
  }

  async getJson<T>(path: string): Promise<T> {
    const response = await this.get(path);
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }

  async stop(): Promise<void> {
    this.#reader.closeAllConnections();
    this.#reader.close();
    await this.engine.stop();
    await rm(this.home, { recursive: true, force: true, maxRetries: 3 });
  }
}

function outputOf({ content }: Published): ResultOutput[] {
  const data = content.data as Record<string, unknown> | undefined;
  return data && resultMime in data ? [data[resultMime] as ResultOutput] : [];
}
