import { Pool } from 'undici';
import type { GatewayLimits } from '../options.ts';

/**
 * Both ends close idle connections on purpose at different times: this end after 20 s, before the servers' 65 s and
 * more, so that a request is never written into a connection that is just being closed.
 */
const idleMs = 20_000;
const streams = 'text/event-stream';

/** Connections to one server: streams that never end have their own, so that they take none from short requests. */
export class ServerPools {
  readonly socketPath: string;
  readonly #requests: Pool;
  readonly #streams: Pool;

  /** @param silenceMs  after how long without a byte a stream is broken off; 0: never */
  constructor(socketPath: string, connections: number | null, answerMs: number, silenceMs = 0) {
    this.socketPath = socketPath;
    const options = {
      socketPath,
      pipelining: 1,
      keepAliveTimeout: idleMs,
      keepAliveMaxTimeout: idleMs,
      headersTimeout: answerMs,
      bodyTimeout: 0,
      connectTimeout: 2_000,
    };
    this.#requests = new Pool('http://stoa', { ...options, connections });
    this.#streams = new Pool('http://stoa', { ...options, connections: null, bodyTimeout: silenceMs });
  }

  for(accept: string | undefined): Pool {
    return accept?.includes(streams) ? this.#streams : this.#requests;
  }

  /** Lets what is underway finish. */
  close(): void {
    this.#requests.close().catch(() => undefined);
    this.#streams.close().catch(() => undefined);
  }
}

/** Connections to control's API. */
export function controlPools(socketPath: string, limits: GatewayLimits): ServerPools {
  return new ServerPools(socketPath, 64, limits.answerMs, limits.controlSilenceMs);
}

/** Connections for calls that may be answered by a stream without end: as many as there are calls, none of them reused for long. */
export function mesosPools(socketPath: string, limits: GatewayLimits): ServerPools {
  return new ServerPools(socketPath, null, limits.answerMs);
}

/** Connections to tenants' servers, by the path of their socket. */
export class TargetPools {
  readonly #limits: GatewayLimits;
  readonly #pools = new Map<string, ServerPools>();

  constructor(limits: GatewayLimits) {
    this.#limits = limits;
  }

  to(socketPath: string): ServerPools {
    let pools = this.#pools.get(socketPath);
    if (!pools) {
      pools = new ServerPools(socketPath, this.#limits.connectionsPerTarget, this.#limits.answerMs);
      this.#pools.set(socketPath, pools);
    }
    return pools;
  }

  /** Lets go of servers that no route leads to any more. */
  keepOnly(sockets: ReadonlySet<string>): void {
    for (const [path, pools] of this.#pools) {
      if (sockets.has(path)) continue;
      this.#pools.delete(path);
      pools.close();
    }
  }

  close(): void {
    this.keepOnly(new Set());
  }
}
