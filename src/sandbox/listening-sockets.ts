import { chmodSync, chownSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { hasRootRights } from './root-rights.ts';

/** A socket that the platform has made and a sandbox will answer. */
export interface ListeningSocket {
  descriptor: number;
  /** Lets the gateway find it, once somebody else holds the descriptor. */
  publish(): void;
  /** Nobody will hold it. */
  close(): void;
}

/**
 * The folder and its sockets are the platform's: a tenant gets the descriptor, and can neither reach, replace nor link
 * the path.
 */
export async function listenFor(
  folder: string,
  names: readonly string[],
  gatewayGid: number,
): Promise<ListeningSocket[]> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { mode: 0o700 });
  chownToGroup(folder, gatewayGid);
  chmodSync(folder, 0o710);
  return Promise.all(names.map((name) => listen(folder, name)));
}

async function listen(folder: string, name: string): Promise<ListeningSocket> {
  const server = createServer();
  const born = join(folder, `${name}.a`);
  const hidden = join(folder, `${name}.b`);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ path: born, backlog: 511, readableAll: true, writableAll: true }, resolve);
  });
  // Closing our side removes the path that it was born at, so it moves away; under its name only when we do not listen.
  renameSync(born, hidden);
  return {
    descriptor: descriptorOf(server),
    publish() {
      server.close();
      renameSync(hidden, join(folder, `${name}.sock`));
    },
    close: () => void server.close(),
  };
}

/** Of a task whose agent was killed between its start and `publish`. */
export function publishAdopted(folder: string, names: readonly string[]): void {
  for (const name of names) {
    const hidden = join(folder, `${name}.b`);
    if (existsSync(hidden)) renameSync(hidden, join(folder, `${name}.sock`));
  }
}

/** Node has no public way to a listening socket's descriptor. */
function descriptorOf(server: Server): number {
  const handle: unknown = Reflect.get(server, '_handle');
  const descriptor: unknown = typeof handle === 'object' && handle !== null ? Reflect.get(handle, 'fd') : undefined;
  if (typeof descriptor !== 'number' || descriptor < 0) throw new Error('a listening socket has no descriptor');
  return descriptor;
}

export function chownToGroup(path: string, gid: number): void {
  if (hasRootRights()) chownSync(path, 0, gid);
}
