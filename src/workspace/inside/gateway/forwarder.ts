import { connect, createServer, type Server } from 'node:net';

const usualPort = 8089;

/**
 * Makes the gateway's socket reachable as `http://127.0.0.1:<port>` inside the sandbox. The network namespace belongs
 * to the tenant alone; where there is none, what is asked still needs the tenant's token.
 */
export async function startForwarder(gatewaySocket: string): Promise<{ url: string; close: () => void }> {
  const server = createServer((client) => {
    const gateway = connect(gatewaySocket);
    const end = (): void => {
      client.destroy();
      gateway.destroy();
    };
    client.on('error', end);
    gateway.on('error', end);
    client.pipe(gateway);
    gateway.pipe(client);
  });
  const port = (await listen(server, usualPort)) ?? (await listen(server, 0));
  if (port === null) return { url: '', close: () => undefined };
  server.unref();
  return { url: `http://127.0.0.1:${port}`, close: () => server.close() };
}

function listen(server: Server, port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const failed = (): void => resolve(null);
    server.once('error', failed);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', failed);
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : null);
    });
  });
}
