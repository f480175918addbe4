import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, renameSync, statSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { type Ready, type Refusal, stopWord } from './parent.ts';
import { compileCacheFolder } from './release.ts';

export interface ChildOptions {
  readonly name: string;
  readonly argv: readonly string[];
  /** Beside the supervisor's own; asked at each start. */
  readonly env: () => Readonly<Record<string, string | undefined>>;
  readonly logFile: string;
  /** It ends when its work is done: not started again after a clean end. */
  readonly once: boolean;
  /** It ends what tenants run: where it is away just then, it comes once more to do that. */
  readonly endsTasks: boolean;
  /** After so long it is ended as it is. */
  readonly endSeconds: number;
  readonly onStart: (pid: number) => void;
  readonly onReady: (ready: Ready) => void;
  /** `refusal`: why it refused its settings, as it would again. */
  readonly onExit: (detail: string, refusal?: string) => void;
}

/** What a process ends with when it cannot use its settings. */
export const badSettingCode = 78;

const largestLogBytes = 50_000_000;
const firstPauseMilliseconds = 50;
const longestPauseMilliseconds = 5_000;
const steadyMilliseconds = 10_000;
/** To end what tenants run, when the first could not in its time. */
const mostTries = 3;

/**
 * One of the platform's processes, started again whenever it ends, with a growing pause while it keeps ending early.
 * It has a process group of its own (Ctrl-C goes to the supervisor alone) and ends when its standard input closes.
 */
export class Child {
  readonly #options: ChildOptions;
  #process: ChildProcess | undefined;
  #pause = firstPauseMilliseconds;
  #ending = false;
  #refused = false;
  #restart: NodeJS.Timeout | undefined;

  constructor(options: ChildOptions) {
    this.#options = options;
    this.#start();
  }

  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /**
   * Asks it to end and waits until it has; what ends the tenants' tasks comes back until it says that it has ended all.
   *
   * @param tasks  whether the tenants' tasks are stopped too, or left running for the next start; `unbegun` where nothing
   *               has begun, so that it need not even get as far as to be asked
   */
  async end(tasks: 'stop' | 'leave' | 'unbegun'): Promise<void> {
    this.#ending = true;
    clearTimeout(this.#restart);
    if (!isRunning(this.#process) && this.#options.endsTasks && tasks === 'stop' && !this.#refused) this.#start();
    for (let tries = 1; isRunning(this.#process); tries++) {
      const child = this.#process;
      await this.#endOnce(child, tasks);
      const all = child.exitCode === 0 || child.exitCode === badSettingCode;
      if (all || tasks !== 'stop' || !this.#options.endsTasks || tries === mostTries) return;
      this.#start();
    }
  }

  async #endOnce(child: ChildProcess, tasks: 'stop' | 'leave' | 'unbegun'): Promise<void> {
    const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    if (tasks === 'stop') child.stdin?.write(`${stopWord}\n`);
    else if (tasks === 'leave') child.stdin?.end();
    else child.kill('SIGTERM');
    const hangs = setTimeout(() => child.kill('SIGKILL'), this.#options.endSeconds * 1000);
    await gone;
    clearTimeout(hangs);
  }

  #start(): void {
    const { argv, env, logFile, once, onStart, onReady, onExit } = this.#options;
    const log = openLog(logFile);
    const began = performance.now();
    const child = spawn(process.execPath, [...argv], {
      stdio: ['pipe', 'pipe', log],
      detached: true,
      env: {
        ...process.env,
        STOA_SUPERVISED: '1',
        // Compiled code of an earlier start: a process is up in half the time.
        NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? compileCacheFolder,
        ...env(),
      },
    });
    closeSync(log);
    this.#process = child;
    if (child.pid !== undefined) onStart(child.pid);
    child.on('error', (error) => onExit(error.message));
    child.stdin?.on('error', () => {});
    const refusal = new Promise<string>((told) => {
      if (!child.stdout) return;
      const lines = createInterface({ input: child.stdout });
      lines.on('line', (line) => {
        const said: Ready | Refusal = JSON.parse(line);
        if ('refused' in said) told(said.refused);
        else onReady(said);
      });
      lines.once('close', () => told(`it refused its settings; its log: ${logFile}`));
    });
    child.on('exit', async (code, signal) => {
      if (this.#ending || (once && code === 0)) return;
      this.#refused = code === badSettingCode;
      // What it said last may still be in the pipe.
      onExit(signal ?? `code ${code}`, this.#refused ? await refusal : undefined);
      // Whoever was told of it may have ended everything.
      if (this.#ending) return;
      if (performance.now() - began > steadyMilliseconds) this.#pause = firstPauseMilliseconds;
      this.#restart = setTimeout(() => this.#start(), this.#pause);
      this.#pause = Math.min(this.#pause * 2, longestPauseMilliseconds);
    });
  }
}

const isRunning = (child: ChildProcess | undefined): child is ChildProcess =>
  child !== undefined && child.pid !== undefined && child.exitCode === null && child.signalCode === null;

/** Appends; one older log is kept. Where no file can be made any more, the process runs without a log. */
function openLog(file: string): number {
  try {
    if (statSync(file).size > largestLogBytes) renameSync(file, `${file}.1`);
  } catch {
    // There is none yet.
  }
  try {
    return openSync(file, 'a', 0o600);
  } catch {
    return openSync('/dev/null', 'a');
  }
}
