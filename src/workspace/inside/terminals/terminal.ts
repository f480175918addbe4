import type { IPty } from '@lydell/node-pty';
import type { WebSocket } from 'ws';
import { limits } from '../limits.ts';
import { foregroundOf } from './foreground.ts';

const gatherMs = 4;
const pauseAboveBytes = 2 * 1024 * 1024;
const resumeBelowBytes = 256 * 1024;

/**
 * A shell on a pseudo-terminal, for any number of viewers, in Jupyter's (terminado's) messages: `["stdin", text]` and
 * `["set_size", rows, columns]` come, `["setup", {}]`, `["stdout", text]` and `["disconnect", 1]` go.
 */
export class Terminal {
  readonly name: string;
  readonly startedAt = new Date().toISOString();
  lastActivity = new Date().toISOString();
  readonly #pty: IPty;
  readonly #viewers = new Set<WebSocket>();
  #scrollback: string[] = [];
  #scrollbackLength = 0;
  #pending = '';
  #timer: NodeJS.Timeout | null = null;
  #paused = false;

  constructor(name: string, pty: IPty, onEnd: () => void) {
    this.name = name;
    this.#pty = pty;
    pty.onData((text) => this.#say(text));
    pty.onExit(() => {
      this.#flush();
      for (const viewer of this.#viewers) {
        send(viewer, ['disconnect', 1]);
        viewer.close(1000);
      }
      onEnd();
    });
  }

  get pid(): number {
    return this.#pty.pid;
  }

  get clients(): number {
    return this.#viewers.size;
  }

  /** Name of what runs besides shells, or null. */
  get foreground(): string | null {
    return foregroundOf(this.#pty.pid);
  }

  /** Text of ours among the shell's. */
  note(text: string): void {
    this.#say(`\x1b[2m${text}\x1b[0m\r\n`);
  }

  view(websocket: WebSocket): void {
    this.#flush();
    send(websocket, ['setup', {}]);
    if (this.#scrollback.length > 0) send(websocket, ['stdout', this.#scrollback.join('')]);
    this.#viewers.add(websocket);
    websocket.on('close', () => this.#viewers.delete(websocket));
    websocket.on('message', (data) => this.#received(data.toString()));
  }

  end(): void {
    try {
      this.#pty.kill('SIGHUP');
    } catch {
      // It ended by itself.
    }
  }

  #received(text: string): void {
    this.lastActivity = new Date().toISOString();
    let message: unknown;
    try {
      message = JSON.parse(text);
    } catch {
      return;
    }
    if (!Array.isArray(message)) return;
    const [kind, first, second] = message;
    if (kind === 'stdin' && typeof first === 'string') this.#pty.write(first);
    if (kind === 'set_size' && isSize(first) && isSize(second)) this.#pty.resize(second, first);
  }

  #say(text: string): void {
    this.lastActivity = new Date().toISOString();
    this.#pending += text;
    this.#timer ??= setTimeout(() => this.#flush(), gatherMs);
  }

  #flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const text = this.#pending;
    if (text === '') return;
    this.#pending = '';
    this.#remember(text);
    for (const viewer of this.#viewers) send(viewer, ['stdout', text]);
    this.#slowDown();
  }

  /** A flood waits for the slowest viewer instead of filling memory. */
  #slowDown(): void {
    const waiting = Math.max(0, ...[...this.#viewers].map(({ bufferedAmount }) => bufferedAmount));
    if (!this.#paused && waiting > pauseAboveBytes) {
      this.#paused = true;
      this.#pty.pause();
    } else if (this.#paused && waiting < resumeBelowBytes) {
      this.#paused = false;
      this.#pty.resume();
    }
    if (this.#paused) setTimeout(() => this.#slowDown(), 20);
  }

  #remember(text: string): void {
    this.#scrollback.push(text);
    this.#scrollbackLength += text.length;
    while (this.#scrollbackLength > limits.terminalScrollbackBytes && this.#scrollback.length > 1) {
      this.#scrollbackLength -= this.#scrollback.shift()?.length ?? 0;
    }
  }
}

function isSize(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value > 0 && value < 10_000;
}

function send(websocket: WebSocket, message: unknown): void {
  if (websocket.readyState === websocket.OPEN) websocket.send(JSON.stringify(message));
}
