import type { Server } from 'node:http';
import type { Environment } from './environment.ts';
import { sendJson } from './http/body.ts';
import { Router } from './http/router.ts';
import { makeServer } from './http/server.ts';
import { addKernelRoutes } from './jupyter/kernel-routes.ts';
import { KernelWebsockets } from './jupyter/kernel-websocket.ts';
import { Kernels } from './kernels/kernels.ts';
import { Sessions } from './kernels/sessions.ts';

/** Everything that the server serves, put together. */
export class Workspace {
  readonly server: Server;
  readonly #kernels: Kernels;

  constructor(environment: Environment) {
    const router = new Router(environment.baseUrl);
    const shared = { gatewayUrl: '' };
    this.#kernels = new Kernels(environment, shared);
    const sessions = new Sessions(environment, this.#kernels);
    const websockets = new KernelWebsockets(this.#kernels, () => undefined);
    router.on('GET', '/api', ({ response }) => sendJson(response, 200, { version: '2.14.0' }));
    addKernelRoutes(router, environment, this.#kernels, sessions);
    router.onUpgrade('/api/kernels/:id/channels', (upgrade) => websockets.accept(upgrade));
    this.server = makeServer(router, () => undefined);
  }

  async restore(): Promise<void> {
    await this.#kernels.adopt();
  }

  async close(): Promise<void> {
    this.server.close();
  }
}
