import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { limits } from '../limits.ts';
import type { Command } from './process-host.ts';

interface Spare {
  readonly child: ChildProcess;
  /** What it has imported besides what every kernel needs. */
  readonly packages: readonly string[];
  readonly env: Record<string, string>;
  /** What was installed in the tenant's own environment when it was made. */
  readonly installed: string;
}

/**
 * One Python process that has imported what a kernel needs and waits to become one. It is made when a notebook with
 * Python is opened, and with a workspace that ran Python the last time, so that the first cell need not wait for
 * imports; unused, it ends after a while.
 */
export class SparePython {
  #spare: Spare | null = null;
  #expiry: NodeJS.Timeout | null = null;

  /**
   * @param command   `[python, script]`, with the environment that the kernel will have
   * @param packages  to be imported too, while nobody waits for the kernel
   */
  warm(command: Command, packages: readonly string[]): void {
    if (this.#spare !== null) return;
    const [program = '', ...argv] = command.argv;
    const installed = whatIsInstalled(program);
    const child = spawn(program, [...argv, '--wait', ...packages], {
      cwd: command.cwd,
      env: command.env,
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    const spare = { child, packages, env: command.env, installed };
    this.#spare = spare;
    child.unref();
    const forget = (): void => {
      if (this.#spare === spare) this.#spare = null;
    };
    child.on('error', forget);
    child.on('exit', forget);
    child.stdin?.on('error', forget);
    this.#expiry = setTimeout(() => this.#end(), limits.sparePythonSeconds * 1000);
    this.#expiry.unref();
  }

  /** The spare, told to become that kernel; null when there is none, or it would differ from a fresh one. */
  async take(command: Command, logFile: string): Promise<ChildProcess | null> {
    const spare = this.#spare;
    if (this.#expiry !== null) clearTimeout(this.#expiry);
    if (spare === null || spare.child.exitCode !== null || spare.child.stdin === null || !isLikeFresh(spare, command)) {
      this.#end();
      return null;
    }
    this.#spare = null;
    const { cwd, env } = command;
    const order = { argv: command.argv.slice(2), cwd, env, log: logFile };
    spare.child.stdin.end(`${JSON.stringify(order)}\n`);
    await once(spare.child.stdin, 'finish');
    return spare.child;
  }

  #end(): void {
    // Without a line it ends by itself.
    this.#spare?.child.stdin?.end();
    this.#spare = null;
  }
}

/** Of where a kernel is, not of what it imports; it is told them when it becomes one. */
const toldLater: readonly string[] = ['STOA_NOTEBOOK', 'STOA_URL', 'STOA_TOKEN_FILE'];

/** What it has imported is what a fresh one would import: nothing was installed since, no file or variable says otherwise. */
function isLikeFresh({ packages, env, installed }: Spare, { argv, env: wanted, cwd }: Command): boolean {
  if (installed !== whatIsInstalled(argv[0] ?? '')) return false;
  if (packages.length === 0) return true;
  const names = [...Object.keys(wanted), ...Object.keys(env)].filter((name) => !toldLater.includes(name));
  if (names.some((name) => wanted[name] !== env[name])) return false;
  return !packages.some((name) => existsSync(join(cwd, name)) || existsSync(join(cwd, `${name}.py`)));
}

/** Changes with each package that comes or goes; `python` is the environment's `bin/python`. */
function whatIsInstalled(python: string): string {
  try {
    const library = join(dirname(dirname(python)), 'lib');
    const folders = readdirSync(library).map((version) => join(library, version, 'site-packages'));
    return folders.map((folder) => `${folder} ${statSync(folder).mtimeMs}`).join('\n');
  } catch {
    return '';
  }
}
