import type { Server } from 'node:http';
import { seedHome } from '../../storage/inside/index.ts';
import { Documents } from './documents/documents.ts';
import { addDocumentRoutes } from './documents/page/document-routes.ts';
import type { Environment } from './environment.ts';
import { startForwarder } from './gateway/forwarder.ts';
import { addTokenRoute, removeToken } from './gateway/token.ts';
import { Router } from './http/router.ts';
import { makeServer } from './http/server.ts';
import { Contents } from './jupyter/contents/contents.ts';
import { addContentsRoutes } from './jupyter/contents/contents-routes.ts';
import { addKernelRoutes } from './jupyter/kernel-routes.ts';
import { KernelWebsockets } from './jupyter/kernel-websocket.ts';
import type { Shared } from './kernels/child-environment.ts';
import { Kernels } from './kernels/kernels.ts';
import { Sessions } from './kernels/sessions.ts';
import { addResultRoutes, type Reader } from './results/reader.ts';
import { Recent } from './status/recent.ts';
import { Status } from './status/status.ts';
import { addStatusRoutes } from './status/status-routes.ts';
import { addTerminalRoutes } from './terminals/terminal-routes.ts';
import { Terminals } from './terminals/terminals.ts';

/** Everything that the server serves, put together. */
export class Workspace {
  readonly server: Server;
  readonly #environment: Environment;
  readonly #shared: Shared = { gatewayUrl: '' };
  readonly #kernels: Kernels;
  readonly #documents: Documents;
  readonly #terminals: Terminals;
  readonly #reader: Reader;
  readonly #restored: Promise<void>;

  constructor(environment: Environment) {
    this.#environment = environment;
    const router = new Router(environment.baseUrl);
    const kernels = new Kernels(environment, this.#shared);
    kernels.expectAsLastTime().catch((error: unknown) => console.error('Python could not be made ready:', error));
    const sessions = new Sessions(environment, kernels);
    const documents = new Documents(environment, kernels, sessions);
    const terminals = new Terminals(environment, this.#shared);
    const websockets = new KernelWebsockets(kernels, (kernel, message) => documents.executed(kernel, message));
    const parts = { environment, kernels, sessions, documents, terminals, websockets };
    const status = new Status(parts);
    addTokenRoute(router, environment);
    addStatusRoutes(router, parts, status, new Recent(environment, documents));
    addKernelRoutes(router, environment, kernels, sessions);
    router.onUpgrade('/api/kernels/:id/channels', (upgrade) => websockets.accept(upgrade));
    addContentsRoutes(router, environment, new Contents(environment, documents));
    addDocumentRoutes(router, environment, kernels, documents);
    addTerminalRoutes(router, terminals);
    this.#reader = addResultRoutes(router, environment);
    this.#kernels = kernels;
    this.#documents = documents;
    this.#terminals = terminals;
    this.#restored = this.#restore();
    this.server = makeServer(router, { onActivity: () => status.touch(), ready: () => this.#restored });
  }

  /** Writes what is unwritten and ends what ends with the server. Kernels are the sandbox's to end. */
  async close(): Promise<void> {
    this.server.close();
    this.#terminals.close();
    this.#reader.close();
    await this.#documents.close();
    removeToken(this.#environment);
  }

  /** Makes the home what it should be and takes up what a former server left. */
  async #restore(): Promise<void> {
    const { home, groups, release, gatewaySocket } = this.#environment;
    const forwarding = gatewaySocket === '' ? null : startForwarder(gatewaySocket);
    const seeded = seedHome({ home, groups, release }).catch((error: unknown) => {
      console.error('The home could not be prepared:', error);
    });
    const interrupted = await this.#kernels.adopt();
    await seeded;
    if (forwarding !== null) this.#shared.gatewayUrl = (await forwarding).url;
    await this.#documents.restore(interrupted);
  }
}
