import type { WebSocket, WebSocketServer } from 'ws';
import { limits } from '../limits.ts';
import type { Upgrade } from './router.ts';

const kernelSubprotocol = 'v1.kernel.websocket.jupyter.org';

let server: Promise<WebSocketServer> | null = null;

/** Loaded after the server listens: with it comes all of TLS, which is not needed here. */
export function loadWebSockets(): Promise<WebSocketServer> {
  server ??= import('ws').then(
    (ws) =>
      new ws.WebSocketServer({
        noServer: true,
        perMessageDeflate: false,
        maxPayload: limits.websocketMessageBytes,
        handleProtocols: (offered) => (offered.has(kernelSubprotocol) ? kernelSubprotocol : false),
      }),
  );
  return server;
}

const pingEveryMs = 30_000;

/** Finishes the handshake; a client that does not answer two pings in a row is closed. */
export async function acceptWebSocket({ request, socket, head }: Upgrade): Promise<WebSocket> {
  const loaded = await loadWebSockets();
  return new Promise((resolve) => {
    loaded.handleUpgrade(request, socket, head, (websocket) => {
      let answered = true;
      const timer = setInterval(() => {
        if (!answered) {
          websocket.terminate();
          return;
        }
        answered = false;
        websocket.ping();
      }, pingEveryMs);
      websocket.on('pong', () => {
        answered = true;
      });
      websocket.on('close', () => clearInterval(timer));
      websocket.on('error', () => websocket.terminate());
      resolve(websocket);
    });
  });
}

export function usesKernelSubprotocol(websocket: WebSocket): boolean {
  return websocket.protocol === kernelSubprotocol;
}
