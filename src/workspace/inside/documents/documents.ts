import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from '../environment.ts';
import type { Kernel } from '../kernels/kernel.ts';
import type { Interrupted, Kernels } from '../kernels/kernels.ts';
import type { Sessions } from '../kernels/sessions.ts';
import type { WireMessage } from '../kernels/wire.ts';
import { limits } from '../limits.ts';
import type { Document } from './document/document.ts';
import { openDocument } from './document/open-document.ts';
import type { Holder } from './journal/lease.ts';
import { type Place, placeOf } from './places.ts';
import { KeptQueues } from './runs/kept-queues.ts';

const sweepEveryMs = 10_000;

/** The notebooks that are open, each once. */
export class Documents {
  readonly #environment: Environment;
  readonly #kernels: Kernels;
  readonly #sessions: Sessions;
  readonly #open = new Map<string, Promise<Document>>();
  readonly #ready = new Map<string, Document>();
  readonly #me: Holder;
  readonly #queues: KeptQueues;

  constructor(environment: Environment, kernels: Kernels, sessions: Sessions) {
    this.#environment = environment;
    this.#kernels = kernels;
    this.#sessions = sessions;
    this.#queues = new KeptQueues(join(environment.runtime, 'queues.json'));
    this.#me = { account: environment.account, server: serverId(join(environment.runtime, 'server-id')) };
    setInterval(() => this.#sweep(), sweepEveryMs).unref();
  }

  list(): Document[] {
    return [...this.#ready.values()];
  }

  place(path: string): Place {
    return placeOf(this.#environment, path);
  }

  /** The open document of the path; null when it is not open. */
  find(path: string): Promise<Document> | null {
    return this.#open.get(path) ?? null;
  }

  /** Opens it, or gives the one that is open. Throws NotebookError, HttpError or the system's error. */
  open(path: string): Promise<Document> {
    const place = this.place(path);
    const found = this.#open.get(place.path);
    if (found !== undefined) return found;
    const opening = openDocument(place, {
      me: this.#me,
      kernels: this.#kernels,
      sessions: this.#sessions,
      queued: (path, cellIds) => this.#queues.set(path, cellIds),
    });
    this.#open.set(place.path, opening);
    opening.then(
      (document) => {
        this.#ready.set(place.path, document);
        document.once('closed', () => this.#drop(document));
      },
      () => this.#open.delete(place.path),
    );
    return opening;
  }

  /** A file or folder was moved by us: notebooks in it keep their history, their pages and their kernels. */
  async moved(from: string, to: string): Promise<void> {
    this.#sessions.moved(from, to);
    for (const [path, opening] of [...this.#open]) {
      if (path !== from && !path.startsWith(`${from}/`)) continue;
      const document = await opening;
      const place = this.place(to + path.slice(from.length));
      await place.folder.erase();
      this.#open.delete(path);
      this.#ready.delete(path);
      this.#open.set(place.path, opening);
      this.#ready.set(place.path, document);
      await document.moved(place);
    }
    if (this.#open.has(to)) return;
    // A closed notebook keeps its history too.
    const [before, after] = [this.place(from), this.place(to)];
    await after.folder.erase();
    await before.folder.moveTo(after.folder).catch(() => undefined);
  }

  /** Writes what is not yet in the file, or in the files of the folder, as far as the disk has room. */
  async written(path: string): Promise<void> {
    for (const document of this.#within(path)) if (document.unwritten) await document.write().catch(() => undefined);
  }

  /** A file was deleted by us. */
  async deleted(path: string): Promise<void> {
    for (const document of this.#within(path)) {
      document.emit('message', { type: 'moved', path: null });
      await document.runner.shutdown(null);
      await document.close(true);
    }
  }

  /** Cells that ran while there was no server are marked, and go on where they still run. */
  async restore(interrupted: Interrupted[]): Promise<void> {
    for (const { kernel, name, executions } of interrupted) {
      for (const execution of executions) {
        const document = await this.open(execution.path).catch(() => null);
        if (kernel !== null) document?.runner.resume(kernel, execution);
        else document?.runner.endedAway(name, execution);
      }
    }
    const begun = interrupted.flatMap(({ executions }) => executions);
    for (const [path, cellIds] of this.#queues.former()) {
      const waiting = cellIds.filter((id) => !begun.some((one) => one.path === path && one.cellId === id));
      const document = waiting.length === 0 ? null : await this.open(path).catch(() => null);
      if (document === null) this.#queues.set(path, []);
      else document.runner.run(waiting, true);
    }
  }

  /** A Jupyter client runs something: if it is a cell of an open notebook, its output goes there. */
  async executed(kernel: Kernel, message: WireMessage): Promise<void> {
    const session = this.#sessions.ofKernel(kernel.id);
    const document = session === null ? undefined : this.#ready.get(session.path);
    document?.runner.foreign(kernel, message);
  }

  /** One that cannot be closed as it should does not take from the others the time to. */
  async close(): Promise<void> {
    const closed = await Promise.allSettled(this.list().map((document) => document.close()));
    for (const result of closed) if (result.status === 'rejected') console.error(result.reason);
  }

  /** Open ones at the path or below it. */
  #within(path: string): Document[] {
    return this.list().filter((document) => document.path === path || document.path.startsWith(`${path}/`));
  }

  #drop(document: Document): void {
    if (this.#ready.get(document.path) !== document) return;
    this.#ready.delete(document.path);
    this.#open.delete(document.path);
  }

  #sweep(): void {
    const before = Date.now() - limits.documentIdleMs;
    for (const document of this.list()) {
      if (document.pages > 0 || document.runner.isBusy || document.lastUsed > before) continue;
      document.close().catch((error: unknown) => console.error(error));
    }
  }
}

/** One for each workspace: a server that was killed finds its own leases again. */
function serverId(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    const id = randomUUID();
    writeFileSync(file, id, { mode: 0o600 });
    return id;
  }
}
