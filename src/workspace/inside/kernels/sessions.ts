import { createHash, randomUUID } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Environment } from '../environment.ts';
import type { Kernel } from './kernel.ts';
import type { Kernels } from './kernels.ts';
import { isObject } from './wire.ts';

/** Jupyter's session: a path, and the kernel that works for it. A notebook has one for each of its languages. */
export interface Session {
  id: string;
  /** In the home; for a console any unique text. */
  path: string;
  name: string;
  type: string;
  kernelId: string;
}

/**
 * Sessions of the workspace, shared by the page and by Jupyter clients: whoever asks for the kernel of a notebook gets
 * the one that is there. Kept in a file of the runtime folder.
 */
export class Sessions {
  readonly #environment: Environment;
  readonly #kernels: Kernels;
  readonly #file: string;
  #sessions: Session[];
  readonly #creating = new Map<string, Promise<Session>>();

  constructor(environment: Environment, kernels: Kernels) {
    this.#environment = environment;
    this.#kernels = kernels;
    this.#file = join(environment.runtime, 'sessions.json');
    this.#sessions = readSessions(this.#file);
  }

  /** Those whose kernel is still known. */
  list(): Session[] {
    return this.#sessions.filter(({ kernelId }) => this.#kernels.get(kernelId) !== null);
  }

  get(id: string): Session | null {
    return this.list().find((session) => session.id === id) ?? null;
  }

  kernelOf(session: Session): Kernel | null {
    return this.#kernels.get(session.kernelId);
  }

  find(path: string, kernelName: string): Session | null {
    return (
      this.list().find((session) => session.path === path && this.kernelOf(session)?.spec.name === kernelName) ?? null
    );
  }

  ofKernel(kernelId: string): Session | null {
    return this.#sessions.find((session) => session.kernelId === kernelId) ?? null;
  }

  /** The session of the path with that kernel, made when there is none. The kernel is not started by this. */
  async ensure(path: string, kernelName: string, type: string, name: string): Promise<Session> {
    const found = this.find(path, kernelName);
    if (found !== null) return found;
    const key = `${path}\0${kernelName}`;
    const creating =
      this.#creating.get(key) ?? this.#create(path, kernelName, type, name).finally(() => this.#creating.delete(key));
    this.#creating.set(key, creating);
    return creating;
  }

  /** A session with a kernel that runs already. */
  attach(path: string, kernelId: string, type: string, name: string): Session {
    const session = { id: randomUUID(), path, name, type, kernelId };
    this.#sessions.push(session);
    this.#save();
    return session;
  }

  change(session: Session, changes: Partial<Session>): void {
    Object.assign(session, changes);
    this.#save();
  }

  /** Ends the session, and its kernel when no other session has it. */
  async remove(session: Session): Promise<void> {
    this.#sessions = this.#sessions.filter((other) => other !== session);
    this.#save();
    if (this.ofKernel(session.kernelId) === null) await this.#kernels.remove(session.kernelId);
  }

  dropKernel(kernelId: string): void {
    this.#sessions = this.#sessions.filter((session) => session.kernelId !== kernelId);
    this.#save();
  }

  /** A notebook (or a folder with notebooks) has another path now. */
  moved(from: string, to: string): void {
    for (const session of this.#sessions) {
      if (session.path === from) session.path = to;
      else if (session.path.startsWith(`${from}/`)) session.path = to + session.path.slice(from.length);
    }
    this.#save();
  }

  newKernel(path: string, kernelName: string): Promise<Kernel> {
    const sibling = this.list().find((session) => session.path === path);
    const notebook =
      (sibling && this.kernelOf(sibling)?.record.notebook) ??
      createHash('sha256').update(path).digest('hex').slice(0, 20);
    return this.#kernels.create({ name: kernelName, cwd: dirname(join(this.#environment.home, path)), notebook });
  }

  async #create(path: string, kernelName: string, type: string, name: string): Promise<Session> {
    const kernel = await this.newKernel(path, kernelName);
    return this.attach(path, kernel.id, type, name);
  }

  #save(): void {
    writeFileSync(`${this.#file}.new`, JSON.stringify(this.list()), { mode: 0o600 });
    renameSync(`${this.#file}.new`, this.#file);
  }
}

function readSessions(file: string): Session[] {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (!Array.isArray(value)) return [];
    return value.filter(isObject).map((entry) => ({
      id: String(entry.id),
      path: String(entry.path),
      name: String(entry.name),
      type: String(entry.type),
      kernelId: String(entry.kernelId),
    }));
  } catch {
    return [];
  }
}
