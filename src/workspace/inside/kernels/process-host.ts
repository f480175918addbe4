import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { KernelStep } from '../../protocol/document.ts';
import type { KernelHost } from './kernel-host.ts';
import type { End } from './memory-kills.ts';
import { identify, isAlive, type ProcessIdentity } from './process-table.ts';

export interface Command {
  argv: string[];
  env: Record<string, string>;
  cwd: string;
}

/** How a command is started where something better than a fresh process may be at hand; null when it is not. */
export type TakeSpare = (command: Command, logFile: string) => Promise<ChildProcess | null>;

const pollMs = 500;
/** How long a killed process is waited for: the system may be busy giving its memory back. */
const killMs = 2_000;

/**
 * A kernel in a process of its own, in its own session and with a log file as its output, so that it outlives the
 * server. Its end is known at once from our child, and within half a second from one that was adopted.
 */
export class ProcessHost implements KernelHost {
  readonly #prepare: (step: (what: KernelStep) => void) => Promise<Command>;
  readonly #logFile: string;
  readonly #interruptMode: 'signal' | 'message';
  readonly #takeSpare: TakeSpare;
  #process: ProcessIdentity | null = null;
  #poll: NodeJS.Timeout | null = null;
  #onEnd: ((end: End) => void) | null = null;

  constructor(
    prepare: (step: (what: KernelStep) => void) => Promise<Command>,
    logFile: string,
    interruptMode: 'signal' | 'message',
    takeSpare: TakeSpare = () => Promise.resolve(null),
  ) {
    this.#prepare = prepare;
    this.#logFile = logFile;
    this.#interruptMode = interruptMode;
    this.#takeSpare = takeSpare;
  }

  async start(onEnd: (end: End) => void, step: (what: KernelStep) => void): Promise<ProcessIdentity | null> {
    const command = await this.#prepare(step);
    this.#onEnd = onEnd;
    const child = (await this.#takeSpare(command, this.#logFile)) ?? (await spawnDetached(command, this.#logFile));
    child.unref();
    this.#process = identify(child.pid ?? -1);
    const started = this.#process;
    const exited = (code: number | null, signal: NodeJS.Signals | null): void => {
      if (this.#process === started) this.#ended({ code, signal });
    };
    child.once('exit', exited);
    if (child.exitCode !== null || child.signalCode !== null) exited(child.exitCode, child.signalCode);
    return this.#process;
  }

  async adopt(process: ProcessIdentity | null, onEnd: (end: End) => void): Promise<boolean> {
    if (process === null || !isAlive(process)) return false;
    this.#process = process;
    this.#onEnd = onEnd;
    this.#poll = setInterval(() => this.check(), pollMs);
    this.#poll.unref();
    return true;
  }

  async interrupt(): Promise<boolean> {
    if (this.#interruptMode === 'message') return false;
    this.#signal('SIGINT');
    return true;
  }

  /** Returns when it is gone. That end was asked for, so it is no news, least of all for the process that comes next. */
  async kill(): Promise<void> {
    const killed = this.#process;
    this.#onEnd = null;
    this.#signal('SIGKILL');
    const end = performance.now() + killMs;
    while (killed !== null && isAlive(killed) && performance.now() < end) await sleep(10);
    this.#ended({ code: null, signal: 'SIGKILL' });
  }

  check(): void {
    // A child's exit comes with its code; only an adopted process must be looked for.
    if (this.#poll === null || this.#process === null || isAlive(this.#process)) return;
    this.#ended({ code: null, signal: null });
  }

  #signal(signal: NodeJS.Signals): void {
    if (this.#process === null || !isAlive(this.#process)) return;
    try {
      // The kernel leads a process group: what it started is told too, as Jupyter does.
      process.kill(-this.#process.pid, signal);
    } catch {
      try {
        process.kill(this.#process.pid, signal);
      } catch {
        // It ended in between.
      }
    }
  }

  #ended(end: End): void {
    if (this.#poll !== null) clearInterval(this.#poll);
    this.#poll = null;
    this.#process = null;
    const onEnd = this.#onEnd;
    this.#onEnd = null;
    onEnd?.(end);
  }
}

async function spawnDetached(command: Command, logFile: string): Promise<ChildProcess> {
  const log = openSync(logFile, 'a', 0o600);
  const [program = '', ...argv] = command.argv;
  const child = spawn(program, argv, {
    cwd: command.cwd,
    env: command.env,
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
  return child;
}
