import { existsSync } from 'node:fs';
import { chmod, lstat, unlink } from 'node:fs/promises';
import type { Server } from 'node:http';
import { join } from 'node:path';
import { openDoor } from './doors.ts';
import type { Edge } from './edge.ts';

interface Inside {
  readonly server: Server;
  readonly inode: number;
}

const lookEveryMs = 1_000;

/**
 * A socket for each account with a workspace or an executor, in a folder that its sandbox sees: whoever comes through it is inside
 * that sandbox. The agent makes the folders; a socket that is gone or not ours is made anew.
 */
export class InsideDoors {
  readonly #edge: Edge;
  readonly #folder: string;
  readonly #doors = new Map<string, Inside>();
  readonly #timer: NodeJS.Timeout;
  #work: Promise<void> = Promise.resolve();

  constructor(edge: Edge, runDir: string) {
    this.#edge = edge;
    this.#folder = join(runDir, 'inside');
    this.#timer = setInterval(() => this.look(), lookEveryMs);
  }

  /** Brings the sockets in line with the routes; one look after the other. */
  look(): void {
    this.#work = this.#work
      .then(() => this.#align())
      .catch((error: unknown) => this.#edge.log.warn({ err: error }, 'a socket inside a sandbox could not be made'));
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#work;
    for (const account of [...this.#doors.keys()]) await this.#shut(account);
  }

  async #align(): Promise<void> {
    const wanted = this.#edge.copy.insideAccounts;
    for (const account of [...this.#doors.keys()]) if (!wanted.has(account)) await this.#shut(account);
    for (const account of wanted) await this.#ensure(account);
  }

  async #ensure(account: string): Promise<void> {
    const path = this.#path(account);
    const there = await lstat(path).catch(() => undefined);
    const known = this.#doors.get(account);
    if (known && there?.ino === known.inode) return;
    if (known) await this.#shut(account);
    if (!existsSync(join(this.#folder, account))) return;
    if (there) await unlink(path).catch(() => undefined);
    const server = openDoor(() => this.#edge, { inside: account }, this.#edge);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(path, resolve);
    });
    await chmod(path, 0o666);
    this.#doors.set(account, { server, inode: (await lstat(path)).ino });
  }

  /** Closing a server takes its socket's file away too. */
  async #shut(account: string): Promise<void> {
    const server = this.#doors.get(account)?.server;
    this.#doors.delete(account);
    server?.closeAllConnections();
    await new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()));
  }

  #path(account: string): string {
    return join(this.#folder, account, 'gateway.sock');
  }
}
