import { mkdirSync, rmSync } from 'node:fs';
import { type Environment, EnvironmentError, readEnvironment } from './environment.ts';
import { loadWebSockets } from './http/websocket.ts';
import { Workspace } from './workspace.ts';

/** The tenant's own server. Runs as the tenant, in its sandbox; listens on descriptor 3. */

process.umask(0o077);

function environmentOrExit(): Environment {
  try {
    return readEnvironment(process.env);
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    console.error(`The workspace server cannot start: ${error.message}.`);
    process.exit(2);
  }
}

const environment = environmentOrExit();
mkdirSync(environment.runtime, { recursive: true, mode: 0o700 });
const workspace = new Workspace(environment);
if (environment.listenPath === null) {
  workspace.server.listen({ fd: 3 });
} else {
  rmSync(environment.listenPath, { force: true });
  workspace.server.listen(environment.listenPath);
}
workspace.server.on('listening', () => loadWebSockets().catch((error: unknown) => console.error(error)));
workspace.server.on('error', (error) => {
  console.error(`The workspace server cannot listen: ${error.message}.`);
  process.exit(1);
});

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => {
    workspace.close().finally(() => process.exit(0));
  });
}
process.on('uncaughtException', (error) => {
  // One failed request must not take the notebooks of every open page with it.
  console.error(error);
});
process.on('unhandledRejection', (error) => {
  console.error(error);
});
