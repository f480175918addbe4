import { type WebSocket, WebSocketServer } from 'ws';
import { limits } from '../limits.ts';
import type { Upgrade } from './router.ts';

const kernelSubprotocol = 'v1.kernel.websocket.jupyter.org';

const server = new WebSocketServer({
  noServer: true,
  perMessageDeflate: false,
  maxPayload: limits.websocketMessageBytes,
  handleProtocols: (offered) => (offered.has(kernelSubprotocol) ? kernelSubprotocol : false),
});

const pingEveryMs = 30_000;

/** Finishes the handshake; a client that does not answer two pings in a row is closed. */
export function acceptWebSocket({ request, socket, head }: Upgrade): Promise<WebSocket> {
  return new Promise((resolve) => {
    server.handleUpgrade(request, socket, head, (websocket) => {
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
