import { randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { OpenKernel } from '../protocol.ts';

const watchEveryMs = 500;

/**
 * Hands the connection file to the engine that listens on `socket`, and lives as long as the kernel does there;
 * SIGINT interrupts the kernel, SIGTERM closes it. Answers false when there is no engine.
 */
export async function runAsThinKernel(socket: string, connectionFile: string): Promise<boolean> {
  const id = `process-${randomUUID()}`;
  const order: OpenKernel = {
    id,
    connectionFile,
    cwd: process.cwd(),
    ...(process.env.STOA_NOTEBOOK ? { notebook: process.env.STOA_NOTEBOOK } : {}),
  };
  const opened = await call(socket, 'POST', '/kernels', order);
  if (opened === undefined) return false;
  if (opened.status >= 300) {
    console.error(opened.body);
    process.exit(1);
  }
  process.on('SIGINT', () => void call(socket, 'POST', `/kernels/${id}/interrupt`));
  process.on('SIGTERM', () => void call(socket, 'DELETE', `/kernels/${id}`).then(() => process.exit(0)));
  for (;;) {
    await sleep(watchEveryMs);
    const found = await call(socket, 'GET', `/kernels/${id}`);
    if (found === undefined || found.status === 404) return true;
  }
}

/** Undefined when nobody answers on the socket. */
function call(socketPath: string, method: string, path: string, body?: unknown) {
  const { promise, resolve } = Promise.withResolvers<{ status: number; body: string } | undefined>();
  const asked = request({ socketPath, method, path, agent: false }, (response) => {
    let text = '';
    response.setEncoding('utf8');
    response.on('data', (part: string) => {
      text += part;
    });
    response.on('end', () => resolve({ status: response.statusCode ?? 500, body: text }));
  });
  asked.on('error', () => resolve(undefined));
  asked.end(body === undefined ? undefined : JSON.stringify(body));
  return promise;
}
