import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { limits } from '../limits.ts';
import type { Command } from './process-host.ts';

/**
 * One Python process that has imported what a kernel needs and waits to become one. It is made when a notebook with
 * Python is opened, so that its first cell need not wait for imports; unused, it ends after a while.
 */
export class SparePython {
  #child: ChildProcess | null = null;
  #expiry: NodeJS.Timeout | null = null;

  /** @param command  `[python, script]`, with the environment that the kernel will have */
  warm(command: Command): void {
    if (this.#child !== null) return;
    const [program = '', ...argv] = command.argv;
    const child = spawn(program, [...argv, '--wait'], {
      cwd: command.cwd,
      env: command.env,
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    this.#child = child;
    child.unref();
    const forget = (): void => {
      if (this.#child === child) this.#child = null;
    };
    child.on('error', forget);
    child.on('exit', forget);
    child.stdin?.on('error', forget);
    this.#expiry = setTimeout(() => this.#end(), limits.sparePythonSeconds * 1000);
    this.#expiry.unref();
  }

  /** The spare, told to become that kernel; null when there is none. */
  async take(command: Command, logFile: string): Promise<ChildProcess | null> {
    const child = this.#child;
    this.#child = null;
    if (this.#expiry !== null) clearTimeout(this.#expiry);
    if (child === null || child.exitCode !== null || child.stdin === null) return null;
    const { cwd, env } = command;
    const order = { argv: command.argv.slice(2), cwd, env, log: logFile };
    child.stdin.end(`${JSON.stringify(order)}\n`);
    await once(child.stdin, 'finish');
    return child;
  }

  #end(): void {
    // Without a line it ends by itself.
    this.#child?.stdin?.end();
    this.#child = null;
  }
}
