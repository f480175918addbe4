import { Agent, type IncomingMessage, request } from 'node:http';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { HdfsError, refusalOf } from './hdfs-error.ts';

export interface Asked {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  readonly url: URL;
  readonly body?: Readable;
  /** Until the head of the answer; a body may take as long as it moves. */
  readonly milliseconds: number;
  readonly signal?: AbortSignal | undefined;
}

/** Connections that are kept; many tenants' requests go to the few servers of one cluster. */
export function connections(most: number): Agent {
  return new Agent({ keepAlive: true, maxSockets: most, maxFreeSockets: most });
}

/**
 * One request to one server.
 *
 * @returns the answer with a status below 300, its body unread
 * @throws HdfsError where it refuses, breaks off or is silent for longer than `milliseconds`
 */
export async function exchange(agent: Agent, asked: Asked): Promise<IncomingMessage> {
  const answer = await head(agent, asked);
  const status = answer.statusCode ?? 0;
  if (status >= 200 && status < 300) return answer;
  throw refusalOf(status, await textOf(answer, asked.milliseconds));
}

function head(agent: Agent, { method, url, body, milliseconds, signal }: Asked): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const sent = request(url, {
    agent,
    method,
    ...(signal && { signal }),
    headers: { 'content-type': 'application/octet-stream', ...(!body && { 'content-length': '0' }) },
  });
  const failed = (cause: unknown) => {
    if (signal?.aborted) return reject(signal.reason);
    const why = cause instanceof Error ? cause.message : String(cause);
    reject(cause instanceof HdfsError ? cause : new HdfsError('Unreachable', `${url.host}: ${why}`, { cause }));
  };
  sent.once('error', failed);
  sent.once('response', (answer) => {
    // What is read from it later breaks off where the server is silent for so long.
    answer.setTimeout(milliseconds, () => answer.destroy(new Error(`silent for ${milliseconds / 1000} s`)));
    resolve(answer);
  });
  // Counts from the last byte that moved: a large upload is not late as long as it goes on.
  sent.setTimeout(milliseconds, () => sent.destroy(new Error(`silent for ${milliseconds / 1000} s`)));
  if (body) pipeline(body, sent).catch(failed);
  else sent.end();
  return promise;
}

const mostTextBytes = 256 * 2 ** 20;

/** The whole of an answer as text. */
export async function textOf(answer: IncomingMessage, milliseconds: number): Promise<string> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const piece of answer) {
      pieces.push(piece);
      bytes += piece.length;
      if (bytes > mostTextBytes) throw new Error(`more than ${mostTextBytes} bytes of JSON`);
    }
  } catch (cause) {
    throw new HdfsError('Unreachable', `the answer broke off (${milliseconds / 1000} s are allowed)`, { cause });
  }
  return Buffer.concat(pieces).toString('utf8');
}
