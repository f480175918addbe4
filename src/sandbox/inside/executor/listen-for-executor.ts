import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { isOurs } from './is-ours.ts';

/** As a Mesos agent has it, with and without the name of its process. */
const paths = new Set(['/api/v1/executor', '/slave(1)/api/v1/executor']);

/**
 * Passes what an executor says on to the platform, with the token that says which executor it is: the executor itself
 * need not show any. Whoever is not the tenant is not listened to, where the loopback is not the tenant's alone.
 *
 * @returns the port
 */
export async function listenForExecutor(gatewaySocket: string, token: string): Promise<number> {
  const server = createServer((incoming, outgoing) => {
    isOurs(incoming.socket.remotePort ?? 0, incoming.socket.localPort ?? 0)
      .then((ours) =>
        ours ? pass(gatewaySocket, token, incoming, outgoing) : refuse(outgoing, 403, 'Not your executor'),
      )
      .catch(() => outgoing.destroy());
  });
  server.requestTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  server.unref();
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function pass(socketPath: string, token: string, incoming: IncomingMessage, outgoing: ServerResponse): void {
  const { method, headers } = incoming;
  if (!paths.has(incoming.url ?? '')) {
    refuse(outgoing, 404, 'There is nothing at this address of an agent');
    return;
  }
  const further = request({
    socketPath,
    method,
    path: '/mesos/api/v1/executor',
    headers: { ...headers, host: 'localhost', authorization: `Bearer ${token}`, connection: 'close' },
    agent: false,
  });
  further.once('response', (answer) => {
    const { connection: _, 'keep-alive': __, ...shown } = answer.headers;
    outgoing.writeHead(answer.statusCode ?? 502, shown);
    outgoing.flushHeaders();
    answer.pipe(outgoing);
    answer.once('error', () => outgoing.destroy());
    answer.once('aborted', () => outgoing.destroy());
  });
  further.once('error', () => {
    if (outgoing.headersSent) outgoing.destroy();
    else refuse(outgoing, 503, 'The platform does not answer just now');
  });
  outgoing.once('close', () => further.destroy());
  incoming.pipe(further);
}

function refuse(outgoing: ServerResponse, status: number, said: string): void {
  outgoing.writeHead(status, { 'content-type': 'text/plain', connection: 'close' });
  outgoing.end(said);
}
