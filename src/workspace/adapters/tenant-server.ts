import { request } from 'node:http';

/**
 * Asks a tenant's server, which may be anything that the tenant has put in its place: answers are bounded in size and
 * time, and nothing secret but the tenant's own is sent.
 */
export interface TenantServer {
  readonly socket: string;
  readonly account: string;
}

const largestAnswerBytes = 1_000_000;
const answerMilliseconds = 5_000;

export async function ask(
  server: TenantServer,
  method: 'GET' | 'PUT',
  path: string,
  body: unknown,
  signal: AbortSignal,
): Promise<{ status: number; body: unknown }> {
  const text = body === undefined ? undefined : JSON.stringify(body);
  const deadline = AbortSignal.any([signal, AbortSignal.timeout(answerMilliseconds)]);
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        socketPath: server.socket,
        method,
        path: `/user/${server.account}${path}`,
        headers: { host: 'workspace', 'x-stoa-account': server.account, ...(text ? jsonHeaders(text) : {}) },
        signal: deadline,
        agent: false,
      },
      (answer) => {
        const chunks: Buffer[] = [];
        let size = 0;
        answer.on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size > largestAnswerBytes) outgoing.destroy(new Error('the answer is too large'));
          else chunks.push(chunk);
        });
        answer.on('error', reject);
        answer.on('end', () => {
          resolve({ status: answer.statusCode ?? 0, body: parse(Buffer.concat(chunks).toString()) });
        });
      },
    );
    outgoing.on('error', reject);
    outgoing.end(text);
  });
}

function jsonHeaders(text: string) {
  return { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Resolves once the server answers; its socket exists before it does, and queues. */
export async function untilItAnswers(server: TenantServer, path: string, signal: AbortSignal): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    const answered = await ask(server, 'GET', path, undefined, signal).catch(() => undefined);
    if (answered && answered.status < 500) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
