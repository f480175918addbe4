import type { Server } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** The address where the gateway is to listen cannot be had. */
export class CannotListen extends Error {
  override readonly name = 'CannotListen';
  readonly code: string;
  readonly port: number;

  /** @param code the system's, such as EADDRINUSE */
  constructor(code: string, host: string, port: number) {
    super(`${host}:${port}: ${code}`);
    this.code = code;
    this.port = port;
  }
}

/** A gateway whose supervisor was killed may be on its way out. */
const patienceMilliseconds = 3000;

/** False where the host has no such address, as ::1 without IPv6. */
export async function listenAt(server: Server, host: string, port: number): Promise<boolean> {
  for (const deadline = performance.now() + patienceMilliseconds; ; await sleep(50)) {
    const code = await tryToListen(server, host, port);
    if (code === undefined) return true;
    if (code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT') return false;
    if (code !== 'EADDRINUSE' || performance.now() > deadline) throw new CannotListen(code, host, port);
  }
}

/** The system's code where it failed. */
function tryToListen(server: Server, host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const failed = (error: NodeJS.ErrnoException) => {
      server.off('listening', listening);
      resolve(error.code ?? error.message);
    };
    const listening = () => {
      server.off('error', failed);
      resolve(undefined);
    };
    server.once('error', failed);
    server.once('listening', listening);
    server.listen({ host, port, backlog: 1024 });
  });
}
