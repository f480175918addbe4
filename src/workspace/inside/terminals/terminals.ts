import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from '../environment.ts';
import { HttpError } from '../http/errors.ts';
import { childEnvironment, type Shared } from '../kernels/child-environment.ts';
import { ensurePythonEnvironment } from '../kernels/python-environment.ts';
import { limits } from '../limits.ts';
import { Terminal } from './terminal.ts';

/** The workspace's terminals. They end with the server; one that was open then says so when a page comes back. */
export class Terminals {
  readonly #environment: Environment;
  readonly #shared: Shared;
  readonly #file: string;
  readonly #terminals = new Map<string, Terminal>();
  /** Open when a former server ended. */
  readonly #lost: Set<string>;

  constructor(environment: Environment, shared: Shared) {
    this.#environment = environment;
    this.#shared = shared;
    this.#file = join(environment.runtime, 'terminals.json');
    this.#lost = new Set(readNames(this.#file));
  }

  list(): Terminal[] {
    return [...this.#terminals.values()];
  }

  get(name: string): Terminal | null {
    return this.#terminals.get(name) ?? null;
  }

  /** The terminal for a viewer: one that a former server had begins anew, and says why. */
  async view(name: string): Promise<Terminal | null> {
    const found = this.get(name);
    if (found !== null || !this.#lost.has(name)) return found;
    const terminal = await this.create(name, '');
    terminal.note('The workspace server was restarted, and what ran in this terminal ended. This is a new shell.');
    return terminal;
  }

  /** @param folder  where it starts, in the home; empty for the home itself */
  async create(name: string | null, folder: string): Promise<Terminal> {
    if (this.#terminals.size >= limits.terminals) {
      throw new HttpError(429, `There are ${limits.terminals} terminals already. Close one first.`, 'too-many');
    }
    // Loaded when the first terminal is opened: most workspaces have none.
    const { spawn } = await import('@lydell/node-pty');
    if (this.#environment.python !== '') await ensurePythonEnvironment(this.#environment).catch(() => undefined);
    const chosen = name ?? this.#freeName();
    const shell = [process.env.SHELL ?? '', '/bin/bash', '/bin/sh'].find((path) => path !== '' && existsSync(path));
    const cwd = join(this.#environment.home, folder);
    // No login shell: the system's profile would put its own PATH over the one with Python and `stoa` in it.
    const pty = spawn(shell ?? '/bin/sh', [], {
      name: 'xterm-256color',
      cwd: existsSync(cwd) ? cwd : this.#environment.home,
      cols: 80,
      rows: 24,
      env: childEnvironment(this.#environment, this.#shared, { TERM: 'xterm-256color', COLORTERM: 'truecolor' }),
    });
    const terminal = new Terminal(chosen, pty, () => {
      this.#terminals.delete(chosen);
      this.#save();
    });
    this.#terminals.set(chosen, terminal);
    this.#lost.delete(chosen);
    this.#save();
    return terminal;
  }

  close(): void {
    for (const terminal of this.#terminals.values()) terminal.end();
  }

  #freeName(): string {
    for (let number = 1; ; number++) {
      const name = String(number);
      if (!this.#terminals.has(name) && !this.#lost.has(name)) return name;
    }
  }

  #save(): void {
    writeFileSync(this.#file, JSON.stringify([...this.#terminals.keys()]), { mode: 0o600 });
  }
}

function readNames(file: string): string[] {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return Array.isArray(value) ? value.filter((name) => typeof name === 'string') : [];
  } catch {
    return [];
  }
}
