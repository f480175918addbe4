import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Environment } from '../environment.ts';
import { HttpError, systemCode } from '../http/errors.ts';
import { request as httpRequest } from '../http/node-http.ts';
import type { Call, Router } from '../http/router.ts';
import { limits } from '../limits.ts';

const startForMs = 8_000;
const retryMs = 10;

/** The process that reads stored results, apart from the busy SQL engine; started on demand, ends when not used. */
export class Reader {
  readonly #environment: Environment;
  readonly #socketPath: string;
  #child: ChildProcess | null = null;

  constructor(environment: Environment) {
    this.#environment = environment;
    this.#socketPath = join(environment.runtime, 'reader.sock');
  }

  /** Passes the request on to the reader under `path` and its answer back. */
  async forward({ request, response }: Call, path: string): Promise<void> {
    const answer = await this.#ask(request, path);
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
    response.on('close', () => answer.destroy());
    answer.on('error', () => response.destroy());
  }

  close(): void {
    this.#child?.kill('SIGTERM');
  }

  async #ask(request: IncomingMessage, path: string): Promise<IncomingMessage> {
    const until = performance.now() + startForMs;
    while (true) {
      try {
        return await this.#askOnce(request, path);
      } catch (error) {
        const code = systemCode(error);
        if (code !== 'ENOENT' && code !== 'ECONNREFUSED') {
          throw new HttpError(502, 'The reader of stored results ended while answering. Try again.', 'reader-failed');
        }
        if (performance.now() > until) {
          throw new HttpError(503, 'The reader of stored results did not start. Try again.', 'reader-failed');
        }
        this.#start();
        await sleep(retryMs);
      }
    }
  }

  #askOnce(request: IncomingMessage, path: string): Promise<IncomingMessage> {
    const { range, accept } = request.headers;
    const headers = { ...(range ? { range } : {}), ...(accept ? { accept } : {}) };
    return new Promise((resolve, reject) => {
      const outgoing = httpRequest(
        { socketPath: this.#socketPath, method: request.method ?? 'GET', path, headers, agent: false },
        resolve,
      );
      outgoing.on('error', reject);
      outgoing.end();
    });
  }

  #start(): void {
    if (this.#child !== null) return;
    const script = join(this.#environment.release, 'inside/sql-reader.js');
    if (!existsSync(script))
      throw new HttpError(503, 'Stored results cannot be read in this workspace.', 'reader-failed');
    const child = spawn(process.execPath, [script], {
      env: {
        ...process.env,
        STOA_LISTEN: this.#socketPath,
        STOA_READER_IDLE_SECONDS: String(limits.readerIdleSeconds),
      },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    this.#child = child;
    child.on('error', () => {
      this.#child = null;
    });
    child.on('exit', () => {
      this.#child = null;
    });
  }
}

/** `/stoa/results/…` and `/stoa/preview`, as the reader has them. */
export function addResultRoutes(router: Router, environment: Environment): Reader {
  const reader = new Reader(environment);
  const prefix = `${environment.baseUrl}/stoa`;
  const forward = (call: Call): Promise<void> => reader.forward(call, (call.request.url ?? '').slice(prefix.length));
  router.on('GET', '/stoa/results/*', forward);
  router.on('GET', '/stoa/preview', forward);
  return reader;
}
