import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { KernelPhase, KernelStep } from '../../protocol/document.ts';
import { limits } from '../limits.ts';
import { Channels } from './channels.ts';
import type { ConnectionInfo } from './connection-file.ts';
import type { KernelHost } from './kernel-host.ts';
import type { InstalledKernel } from './kernelspecs.ts';
import { countMemoryKills, describeEnd, type End } from './memory-kills.ts';
import type { ProcessIdentity } from './process-table.ts';
import { content, isObject, type JsonObject, type WireMessage } from './wire.ts';

/** A cell that the kernel was given and has not finished, kept on disk for the server's next life. */
export interface Execution {
  messageId: string;
  /** Path of the notebook in the home, and its cell. */
  path: string;
  cellId: string;
  startedAt: string;
}

/** What is kept in `$STOA_RUNTIME/kernels/<id>.json`. */
export interface KernelRecord {
  id: string;
  name: string;
  cwd: string;
  /** Opaque key shared by all kernels of one notebook. */
  notebook: string;
  connectionFile: string;
  process: ProcessIdentity | null;
  startedAt: string;
  executions: Execution[];
}

export interface KernelEvents {
  message: [WireMessage];
  phase: [];
}

/**
 * A kernel: absent → starting → idle ⇄ busy → dead → starting …; restarting → idle.
 * It keeps its id and its connection file through restarts.
 */
export class Kernel extends EventEmitter<KernelEvents> {
  readonly record: KernelRecord;
  readonly spec: InstalledKernel;
  phase: KernelPhase = 'absent';
  /** Why it is dead, or what it does while starting. */
  reason: string | null = null;
  step: KernelStep | null = null;
  lastActivity = new Date().toISOString();
  /** The kernel's own description (`kernel_info_reply`), once it is up. */
  info: JsonObject | null = null;
  restartedBy: 'page' | 'jupyter' = 'page';
  /** Jupyter clients connected now. */
  clients = 0;
  #channels: Channels | null = null;
  #starting: Promise<void> | null = null;
  #memoryKills: number | null = null;
  #ending = false;
  /** What clients sent before the kernel's sockets were there. */
  #outbox: WireMessage[] = [];
  readonly #host: KernelHost;
  readonly #connection: ConnectionInfo;
  readonly #save: (record: KernelRecord) => void;

  constructor(
    record: KernelRecord,
    spec: InstalledKernel,
    host: KernelHost,
    connection: ConnectionInfo,
    save: (record: KernelRecord) => void,
  ) {
    super();
    this.setMaxListeners(0);
    this.record = record;
    this.spec = spec;
    this.#host = host;
    this.#connection = connection;
    this.#save = save;
  }

  get id(): string {
    return this.record.id;
  }

  get isUp(): boolean {
    return this.phase === 'idle' || this.phase === 'busy';
  }

  get session(): string {
    return this.#channels?.session ?? '';
  }

  /** Resolves when cells can run; starts it when it is absent or dead. Rejects with the reason in words. */
  start(): Promise<void> {
    if (this.isUp) return Promise.resolve();
    this.#starting ??= this.#start('starting').finally(() => {
      this.#starting = null;
    });
    return this.#starting;
  }

  /** Connects to a kernel that a former server started; false when it is gone. */
  async adopt(): Promise<boolean> {
    this.#memoryKills = countMemoryKills();
    if (!(await this.#host.adopt(this.record.process, (end) => this.#ended(end)))) return false;
    this.#setPhase(this.record.executions.length > 0 ? 'busy' : 'idle');
    const channels = this.#connect();
    // A kernel in the middle of a cell answers only after it: nobody waits for that here.
    channels.whenReady(new AbortController().signal).then(
      (info) => {
        this.info = info;
        this.#adopted();
      },
      () => undefined,
    );
    return true;
  }

  send(message: WireMessage): void {
    this.lastActivity = new Date().toISOString();
    if (this.phase === 'starting' || this.phase === 'restarting') this.#outbox.push(message);
    else this.#channels?.send(message);
  }

  request(channel: 'shell' | 'control', type: string, body: JsonObject, signal: AbortSignal): Promise<WireMessage> {
    if (this.#channels === null) return Promise.reject(new Error('The kernel is not running.'));
    return this.#channels.request(channel, type, body, signal);
  }

  async interrupt(): Promise<void> {
    if (!this.isUp) return;
    if (await this.#host.interrupt()) return;
    const signal = AbortSignal.timeout(limits.kernelShutdownSeconds * 1000);
    await this.request('control', 'interrupt_request', {}, signal).catch(() => undefined);
  }

  /** @param by  who asked: Jupyter's clients take word of a restart as one that they did not ask for */
  async restart(by: 'page' | 'jupyter'): Promise<void> {
    this.restartedBy = by;
    await this.#starting?.catch(() => undefined);
    this.#starting ??= this.#restart().finally(() => {
      this.#starting = null;
    });
    await this.#starting;
  }

  /** Ends it; asks first, then kills. */
  async shutdown(): Promise<void> {
    this.#ending = true;
    await this.#stop(false);
    this.reason = null;
    this.#setPhase('absent');
  }

  setExecutions(executions: Execution[]): void {
    this.record.executions = executions;
    this.#save(this.record);
  }

  async #restart(): Promise<void> {
    this.#ending = true;
    this.#setPhase('restarting');
    await this.#stop(true);
    await this.#start('restarting');
  }

  async #start(phase: 'starting' | 'restarting'): Promise<void> {
    this.#ending = false;
    this.reason = null;
    this.#setPhase(phase);
    this.#memoryKills = countMemoryKills();
    const died = new AbortController();
    try {
      const process = await this.#host.start(
        (end) => {
          died.abort();
          this.#ended(end);
        },
        (step) => {
          if (this.step === step) return;
          this.step = step;
          this.emit('phase');
        },
      );
      this.record.process = process;
      this.record.startedAt = new Date().toISOString();
      this.setExecutions([]);
      const signal = AbortSignal.any([AbortSignal.timeout(limits.kernelStartSeconds * 1000), died.signal]);
      const channels = this.#connect();
      this.info = await channels.whenReady(signal);
      for (const message of this.#outbox.splice(0)) channels.send(message);
      this.step = null;
      this.#setPhase('idle');
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      this.#outbox = [];
      this.#closeChannels();
      if (!died.signal.aborted) await this.#host.kill();
      const reason = died.signal.aborted && this.reason !== null ? this.reason : `It did not start: ${detail}`;
      this.reason = reason;
      this.#setPhase('dead');
      throw new Error(reason);
    }
  }

  async #stop(restart: boolean): Promise<void> {
    const deadline = AbortSignal.timeout(limits.kernelShutdownSeconds * 1000);
    if (this.#channels !== null) {
      const closed = new Promise<void>((resolve) => this.#channels?.once('close', resolve));
      const asked = this.request('control', 'shutdown_request', { restart }, deadline).catch(() => undefined);
      await Promise.race([asked.then(() => Promise.race([closed, sleep(1_000)])), sleep(2_000)]);
    }
    this.#closeChannels();
    await this.#host.kill();
    this.setExecutions([]);
  }

  #connect(): Channels {
    this.#closeChannels();
    const channels = new Channels(this.#connection);
    this.#channels = channels;
    channels.on('message', (message) => {
      if (this.#channels === channels) this.#received(message);
    });
    channels.on('close', () => {
      if (this.#channels !== channels) return;
      this.#channels = null;
      this.#host.check();
    });
    return channels;
  }

  #closeChannels(): void {
    const channels = this.#channels;
    this.#channels = null;
    channels?.close();
  }

  #received(message: WireMessage): void {
    if (message.channel === 'iopub' && message.header.msg_type === 'status') this.#status(message);
    this.emit('message', message);
  }

  #status(message: WireMessage): void {
    // Answers on the control channel are busy and idle too, while a cell runs on.
    const parentType = message.parent.msg_type ?? '';
    if (!/^(execute|kernel_info|complete|inspect|is_complete|history|comm_)/.test(parentType)) return;
    const state = content(message).execution_state;
    this.lastActivity = new Date().toISOString();
    if (!this.isUp || parentType !== 'execute_request') return;
    if (state === 'busy' || state === 'idle') this.#setPhase(state);
  }

  #adopted(): void {
    // It answered on shell: what ran during the server's absence is over.
    if (this.isUp) this.#setPhase('idle');
  }

  #ended(end: End): void {
    this.#closeChannels();
    this.record.process = null;
    if (this.#ending) return;
    // The sandbox's count rises a moment before or after the signal arrives.
    this.reason = describeEnd(this.spec.displayName, end, this.#memoryKills, countMemoryKills());
    this.#setPhase('dead');
    this.setExecutions([]);
  }

  #setPhase(phase: KernelPhase): void {
    this.phase = phase;
    this.emit('phase');
  }
}

/** The language information of a kernel's description, for a notebook's metadata. */
export function languageInfo(kernel: Kernel): JsonObject | null {
  const info = kernel.info?.language_info;
  return isObject(info) ? info : null;
}
