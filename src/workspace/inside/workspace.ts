import type { Server } from 'node:http';
import { addDocumentRoutes } from './documents/document-routes.ts';
import { Documents } from './documents/documents.ts';
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
  readonly #documents: Documents;

  constructor(environment: Environment) {
    const router = new Router(environment.baseUrl);
    const shared = { gatewayUrl: '' };
    const kernels = new Kernels(environment, shared);
    const sessions = new Sessions(environment, kernels);
    const documents = new Documents(environment, kernels, sessions);
    const websockets = new KernelWebsockets(kernels, (kernel, message) => documents.executed(kernel, message));
    router.on('GET', '/api', ({ response }) => sendJson(response, 200, { version: '2.14.0' }));
    addKernelRoutes(router, environment, kernels, sessions);
    router.onUpgrade('/api/kernels/:id/channels', (upgrade) => websockets.accept(upgrade));
    addDocumentRoutes(router, environment, kernels, documents);
    this.#kernels = kernels;
    this.#documents = documents;
    this.server = makeServer(router, () => undefined);
  }

  /** Takes up what a former server left. */
  async restore(): Promise<void> {
    await this.#documents.restore(await this.#kernels.adopt());
  }

  async close(): Promise<void> {
    this.server.close();
    await this.#documents.close();
  }
}
