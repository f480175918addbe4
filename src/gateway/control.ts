import { Type } from 'typebox';
import { Pool } from 'undici';
import { Problem, parser } from '../platform/index.ts';
import type { GatewayLimits } from './options.ts';
import { refusals } from './problems.ts';
import type { TargetKind } from './rules/tenant-route.ts';

const readRevision = parser(Type.Object({ revision: Type.Integer() }), 'body', false);
const readSocket = parser(Type.Object({ socket: Type.String({ minLength: 1 }) }), 'body', false);
const readProblem = parser(
  Type.Object({ code: Type.String(), status: Type.Integer(), title: Type.String(), detail: Type.String() }),
  'body',
  false,
);

/** A credential that was used, and from where. */
export interface Use {
  /** sha256 of the secret, in hex. */
  readonly key: string;
  readonly remote: string;
}

/** What the gateway asks control for on its own account, over control's socket. */
export class Control {
  readonly #gateway: string;
  readonly #pool: Pool;
  readonly #limits: GatewayLimits;
  readonly #starting = new Map<string, Promise<string>>();

  /** @param gateway  this process's name towards control, new for each start */
  constructor(socketPath: string, gateway: string, limits: GatewayLimits) {
    this.#gateway = gateway;
    this.#limits = limits;
    this.#pool = new Pool('http://control', { socketPath, connections: 8, keepAliveTimeout: 30_000 });
  }

  /** Opens the stream of changes; it is broken off when nothing comes for `silenceMs`. */
  async follow(silenceMs: number, signal: AbortSignal): Promise<AsyncIterable<Buffer>> {
    const { statusCode, body } = await this.#pool.request({
      method: 'GET',
      path: `/internal/replica?gateway=${this.#gateway}`,
      headersTimeout: silenceMs,
      bodyTimeout: silenceMs,
      signal,
    });
    if (statusCode === 200) return body;
    await body.dump();
    throw refusals['control-away'](`Control answered ${statusCode} when asked for its changes.`);
  }

  async acknowledge(revision: number, signal: AbortSignal): Promise<void> {
    await this.#ask('POST', '/internal/replica/taken', { gateway: this.#gateway, revision }, 10_000, signal);
  }

  /** The revision that holds everything decided before this call. */
  async revision(signal: AbortSignal): Promise<number> {
    return readRevision(await this.#ask('GET', '/internal/replica/revision', undefined, 2_000, signal)).revision;
  }

  /** Has a target started; those who ask for the same one meanwhile share the answer. Throws control's problem. */
  ensureTarget(account: string, kind: TargetKind, signal: AbortSignal): Promise<string> {
    const path = `/internal/targets/${encodeURIComponent(account)}/${kind}`;
    const underway = this.#starting.get(path);
    if (underway) return underway;
    const started = this.#ask('POST', path, {}, this.#limits.ensureMs, signal)
      .then((body) => readSocket(body).socket)
      .finally(() => this.#starting.delete(path));
    this.#starting.set(path, started);
    return started;
  }

  /** Credentials that were used where control does not see it. */
  async tellUses(uses: readonly Use[], signal: AbortSignal): Promise<void> {
    await this.#ask('POST', '/internal/credentials/used', { uses }, 10_000, signal);
  }

  /** Control's own figures for /metrics; nothing while it is away. */
  async metrics(signal: AbortSignal): Promise<string> {
    const { statusCode, body } = await this.#pool.request({ method: 'GET', path: '/internal/metrics', signal });
    const text = await body.text();
    return statusCode === 200 ? text : '';
  }

  async close(): Promise<void> {
    await this.#pool.destroy();
  }

  async #ask(method: 'GET' | 'POST', path: string, given: unknown, ms: number, signal: AbortSignal): Promise<unknown> {
    const { statusCode, body } = await this.#pool.request({
      method,
      path,
      headers: given === undefined ? [] : ['content-type', 'application/json'],
      body: given === undefined ? null : JSON.stringify(given),
      headersTimeout: ms,
      bodyTimeout: ms,
      signal,
    });
    const answer = await body.json();
    if (statusCode < 300) return answer;
    const { code, status, title, detail } = readProblem(answer);
    throw new Problem({ code, status, title }, { detail });
  }
}
