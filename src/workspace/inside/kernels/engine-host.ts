import { setTimeout as sleep } from 'node:timers/promises';
import { request } from '../http/node-http.ts';
import { whenThere } from '../when-there.ts';
import type { KernelHost } from './kernel-host.ts';
import type { End } from './memory-kills.ts';
import { identify, isAlive, type ProcessIdentity } from './process-table.ts';
import { isObject } from './wire.ts';

export interface EngineKernel {
  id: string;
  connectionFile: string;
  cwd: string;
  /** Opaque key of the notebook, the same for all of its kernels. */
  notebook: string;
}

const connectForMs = 8_000;
const retryMs = 10;

/** A SQL kernel: one connection in the engine's process, asked for over the engine's control socket. */
export class EngineHost implements KernelHost {
  readonly #socketPath: string;
  readonly #kernel: EngineKernel;
  #onEnd: ((end: End) => void) | null = null;
  #open = false;
  #process: ProcessIdentity | null = null;

  constructor(socketPath: string, kernel: EngineKernel) {
    this.#socketPath = socketPath;
    this.#kernel = kernel;
  }

  async start(onEnd: (end: End) => void): Promise<ProcessIdentity | null> {
    if (this.#open) {
      this.#open = false;
      await this.#ask('DELETE', `/kernels/${this.#kernel.id}`).catch(() => undefined);
    }
    await this.#ask('POST', '/kernels', this.#kernel);
    this.#open = true;
    this.#onEnd = onEnd;
    this.#process = await this.#engineProcess();
    return this.#process;
  }

  async adopt(_process: ProcessIdentity | null, onEnd: (end: End) => void): Promise<boolean> {
    try {
      // No second try: an engine that is not there has lost the kernel.
      await this.#askOnce('GET', `/kernels/${this.#kernel.id}`);
    } catch {
      return false;
    }
    this.#open = true;
    this.#onEnd = onEnd;
    this.#process = await this.#engineProcess().catch(() => null);
    return true;
  }

  async interrupt(): Promise<boolean> {
    await this.#ask('POST', `/kernels/${this.#kernel.id}/interrupt`);
    return true;
  }

  async kill(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    await this.#ask('DELETE', `/kernels/${this.#kernel.id}`).catch(() => undefined);
    this.#ended({ code: 0, signal: null });
  }

  /** The sockets closed: the engine is gone, with every connection in it. */
  check(): void {
    this.#open = false;
    const process = this.#process;
    // A moment later, so that the count of what was killed for memory is up to date.
    setTimeout(() => {
      const gone = process !== null && !isAlive(process);
      this.#ended({ code: null, signal: gone ? 'SIGKILL' : null });
    }, 50);
  }

  #ended(end: End): void {
    const onEnd = this.#onEnd;
    this.#onEnd = null;
    onEnd?.(end);
  }

  async #engineProcess(): Promise<ProcessIdentity | null> {
    const status = await this.#ask('GET', '/status');
    return isObject(status) && typeof status.pid === 'number' ? identify(status.pid) : null;
  }

  /** The launcher starts the engine beside this server: it is waited for, and asked again until it listens. */
  async #ask(method: string, path: string, body?: unknown): Promise<unknown> {
    const until = performance.now() + connectForMs;
    while (true) {
      await this.#socketIsThere(until - performance.now());
      try {
        return await this.#askOnce(method, path, body);
      } catch (error) {
        const code = error instanceof Error && 'code' in error ? error.code : undefined;
        if ((code !== 'ENOENT' && code !== 'ECONNREFUSED') || performance.now() > until) throw error;
        await sleep(retryMs);
      }
    }
  }

  /** Or was waited for long enough. */
  #socketIsThere(mostMs: number): Promise<void> {
    return new Promise((resolve) => {
      const late = setTimeout(() => {
        giveUp();
        resolve();
      }, mostMs);
      const giveUp = whenThere(this.#socketPath, () => {
        clearTimeout(late);
        resolve();
      });
    });
  }

  #askOnce(method: string, path: string, body?: unknown): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const outgoing = request(
        { socketPath: this.#socketPath, method, path, agent: false, headers: { 'content-type': 'application/json' } },
        (incoming) => {
          const chunks: Buffer[] = [];
          incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
          incoming.on('error', reject);
          incoming.on('end', () => {
            const text = Buffer.concat(chunks).toString();
            try {
              const answer: unknown = text === '' ? null : JSON.parse(text);
              if ((incoming.statusCode ?? 500) < 400) resolve(answer);
              else reject(new Error(isObject(answer) ? String(answer.message ?? text) : text));
            } catch (error) {
              reject(error instanceof Error ? error : new Error(String(error)));
            }
          });
        },
      );
      outgoing.on('error', reject);
      outgoing.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }
}
