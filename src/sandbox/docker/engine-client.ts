import { type IncomingMessage, request } from 'node:http';
import type { Duplex } from 'node:stream';

export interface EngineAnswer {
  status: number;
  body: unknown;
}

/** The Docker Engine's HTTP API on its socket. Every call has a deadline; what the engine refuses is an answer too. */
export interface EngineClient {
  ask(method: string, path: string, body?: object, patienceMs?: number): Promise<EngineAnswer>;
  /** Both ways raw, after the engine has switched protocols: what a container prints, in frames. */
  attach(containerId: string): Promise<Duplex>;
}

const usualPatienceMs = 20_000;
/** A report of the engine is a few kilobytes. */
const largestAnswer = 4 * 2 ** 20;

export function engineClient(socketPath: string): EngineClient {
  return {
    async ask(method, path, body, patienceMs = usualPatienceMs) {
      const signal = patienceMs === Number.POSITIVE_INFINITY ? undefined : AbortSignal.timeout(patienceMs);
      const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
      const text = body === undefined ? '' : JSON.stringify(body);
      const headers =
        text === '' ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
      const options = { socketPath, method, path, headers, agent: false, ...(signal ? { signal } : {}) };
      request({ ...options, setHost: true, host: 'docker' }, resolve)
        .once('error', reject)
        .end(text);
      const response = await promise;
      return { status: response.statusCode ?? 0, body: parse(await whole(response)) };
    },
    attach(containerId) {
      const { promise, resolve, reject } = Promise.withResolvers<Duplex>();
      const path = `/containers/${containerId}/attach?stream=1&stdout=1&stderr=1`;
      const headers = { connection: 'Upgrade', upgrade: 'tcp' };
      request({ socketPath, method: 'POST', path, headers, agent: false, host: 'docker' })
        .once('upgrade', (_response, socket, head) => {
          if (head.length > 0) socket.unshift(head);
          resolve(socket);
        })
        .once('response', (response) => {
          response.resume();
          reject(new Error(`The engine does not attach: ${response.statusCode}.`));
        })
        .once('error', reject)
        .end();
      return promise;
    },
  };
}

async function whole(response: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of response as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > largestAnswer) throw new Error('The engine answers with more than 4 MiB.');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** What the engine says went wrong. */
export function saidBy({ status, body }: EngineAnswer): string {
  const message = typeof body === 'object' && body !== null && 'message' in body ? body.message : undefined;
  return typeof message === 'string' ? message : `The engine answers ${status}.`;
}
