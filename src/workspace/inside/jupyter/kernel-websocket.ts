import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { writeTogether } from '../../../platform/inside/index.ts';
import { notFound } from '../http/errors.ts';
import type { Upgrade } from '../http/router.ts';
import { acceptWebSocket, usesKernelSubprotocol } from '../http/websocket.ts';
import type { Kernel } from '../kernels/kernel.ts';
import type { Kernels } from '../kernels/kernels.ts';
import { type Channel, compose, content, type WireMessage } from '../kernels/wire.ts';
import { limits } from '../limits.ts';
import { decodeDefault, decodeV1, encodeDefault, encodeV1 } from './framing.ts';

/** Told of every cell that a Jupyter client runs, so that an open notebook can take its output. */
export type OnExecute = (kernel: Kernel, message: WireMessage) => void;

/** Messages for a client that is away, kept until it comes back under the same session id. */
interface Away {
  kernelId: string;
  messages: WireMessage[];
  bytes: number;
  stop: () => void;
}

/**
 * `/api/kernels/<id>/channels`: any Jupyter client's websocket to a kernel. Replies and input requests go to the
 * client that asked, output goes to all.
 */
export class KernelWebsockets {
  readonly #kernels: Kernels;
  readonly #onExecute: OnExecute;
  readonly #away = new Map<string, Away>();
  #clients = 0;

  constructor(kernels: Kernels, onExecute: OnExecute) {
    this.#kernels = kernels;
    this.#onExecute = onExecute;
  }

  get clients(): number {
    return this.#clients;
  }

  async accept(upgrade: Upgrade): Promise<void> {
    const kernel = this.#kernels.get(upgrade.params.id ?? '');
    if (kernel === null) throw notFound(`Kernel does not exist: ${upgrade.params.id}`);
    const websocket = await acceptWebSocket(upgrade);
    this.#serve(websocket, upgrade.socket, kernel, upgrade.query.get('session_id') ?? '');
  }

  /** @param socket  what the websocket writes to */
  #serve(websocket: WebSocket, socket: Duplex, kernel: Kernel, sessionId: string): void {
    const v1 = usesKernelSubprotocol(websocket);
    const asked = new Set<string>();
    let only: Set<Channel> | null = null;
    const send = (message: WireMessage): void => {
      if (only !== null && !only.has(message.channel)) return;
      if (websocket.bufferedAmount > limits.websocketBacklogBytes) {
        websocket.close(1013, 'too slow');
        return;
      }
      writeTogether(socket);
      const frame = v1 ? encodeV1(message) : encodeDefault(message);
      websocket.send(frame, { binary: typeof frame !== 'string' });
    };
    const receive = (message: WireMessage): void => {
      const parent = message.parent.msg_id ?? '';
      if (message.channel !== 'iopub' && !asked.has(parent)) return;
      if (message.channel !== 'iopub' && message.channel !== 'stdin') asked.delete(parent);
      send(message);
    };
    const phase = (): void => {
      const { phase: state, restartedBy } = kernel;
      if (state === 'dead' || (state === 'restarting' && restartedBy === 'page')) send(statusMessage(kernel, state));
    };
    websocket.on('message', (data, isBinary) => {
      const bytes = Array.isArray(data) ? Buffer.concat(data) : Buffer.isBuffer(data) ? data : Buffer.from(data);
      const message = v1 ? decodeV1(bytes) : decodeDefault(bytes, isBinary);
      if (message === null || message.channel === 'iopub') return;
      if (message.header.msg_type === 'channel_subscribe') {
        only = requestedChannels(message);
        return;
      }
      asked.add(message.header.msg_id);
      if (message.header.msg_type === 'execute_request') this.#onExecute(kernel, message);
      kernel.send(message);
    });
    websocket.on('close', () => {
      kernel.off('message', receive);
      kernel.off('phase', phase);
      kernel.clients -= 1;
      this.#clients -= 1;
      if (sessionId !== '' && kernel.clients === 0) this.#keepFor(sessionId, kernel, asked);
    });
    kernel.clients += 1;
    this.#clients += 1;
    for (const message of this.#takeKept(sessionId, kernel, asked)) send(message);
    kernel.on('message', receive);
    kernel.on('phase', phase);
  }

  /** From now on the kernel's messages are kept for the session, up to a limit; beyond it all are given up. */
  #keepFor(sessionId: string, kernel: Kernel, asked: Set<string>): void {
    this.#away.get(sessionId)?.stop();
    const keep = (message: WireMessage): void => {
      if (message.channel !== 'iopub' && !asked.has(message.parent.msg_id ?? '')) return;
      away.messages.push(message);
      away.bytes += message.contentBytes.length + message.buffers.reduce((sum, buffer) => sum + buffer.length, 0);
      if (away.bytes <= limits.awayBufferBytes && away.messages.length <= limits.awayBufferMessages) return;
      away.stop();
      this.#away.delete(sessionId);
    };
    const away: Away = { kernelId: kernel.id, messages: [], bytes: 0, stop: () => kernel.off('message', keep) };
    this.#away.set(sessionId, away);
    kernel.on('message', keep);
  }

  #takeKept(sessionId: string, kernel: Kernel, asked: Set<string>): WireMessage[] {
    // As Jupyter Server: another client's coming ends the keeping for those who are away.
    const kept: WireMessage[] = [];
    for (const [id, away] of this.#away) {
      if (away.kernelId !== kernel.id) continue;
      away.stop();
      this.#away.delete(id);
      if (id === sessionId) kept.push(...away.messages);
    }
    for (const message of kept) if (message.parent.msg_id !== undefined) asked.add(message.parent.msg_id);
    return kept;
  }
}

function statusMessage(kernel: Kernel, state: string): WireMessage {
  return compose('iopub', 'status', kernel.session, { execution_state: state }, { parent: {} });
}

function requestedChannels(message: WireMessage): Set<Channel> | null {
  const { channels } = content(message);
  if (!Array.isArray(channels)) return null;
  return new Set((['shell', 'control', 'stdin', 'iopub'] as const).filter((name) => channels.includes(name)));
}
