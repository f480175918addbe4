import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { ZmtpSocket } from '../zmtp/socket.ts';
import { type ConnectionInfo, endpoint } from './connection-file.ts';
import { type Channel, compose, content, decode, encode, type JsonObject, type WireMessage } from './wire.ts';

export interface ChannelEvents {
  message: [WireMessage];
  /** The kernel's end of a socket is gone: it died, or is being restarted. */
  close: [];
}

type Reply = { resolve: (message: WireMessage) => void; reject: (error: Error) => void };

/**
 * The four sockets of a living kernel, shared by the page's documents and every Jupyter client: messages are told
 * apart by the id of the message that they answer. shell and stdin carry one identity, as the kernel expects.
 */
export class Channels extends EventEmitter<ChannelEvents> {
  readonly session: string = randomUUID();
  readonly #key: string;
  readonly #sockets: Record<Channel, ZmtpSocket>;
  readonly #replies = new Map<string, Reply>();
  #closed = false;

  constructor(connection: ConnectionInfo) {
    super();
    this.#key = connection.key;
    const identity = this.session;
    this.#sockets = {
      shell: new ZmtpSocket(endpoint(connection, connection.shell_port), 'DEALER', identity),
      control: new ZmtpSocket(endpoint(connection, connection.control_port), 'DEALER', identity),
      stdin: new ZmtpSocket(endpoint(connection, connection.stdin_port), 'DEALER', identity),
      iopub: new ZmtpSocket(endpoint(connection, connection.iopub_port), 'SUB', ''),
    };
    for (const channel of ['shell', 'control', 'stdin', 'iopub'] as const) {
      const socket = this.#sockets[channel];
      socket.on('message', (parts) => {
        const message = decode(channel, this.#key, parts);
        if (message !== null) this.#received(message);
      });
      socket.on('close', () => this.close());
    }
  }

  /** All four sockets have a peer. */
  get isOpen(): boolean {
    return Object.values(this.#sockets).every((socket) => socket.isOpen);
  }

  send(message: WireMessage): void {
    if (message.channel !== 'iopub') this.#sockets[message.channel].send(encode(this.#key, message));
  }

  /** Sends a request of ours and waits for its reply on the same channel. Rejects when the kernel is gone first. */
  request(channel: 'shell' | 'control', type: string, body: JsonObject, signal: AbortSignal): Promise<WireMessage> {
    const message = compose(channel, type, this.session, body);
    const id = message.header.msg_id;
    return new Promise((resolve, reject) => {
      const abort = (): void => {
        this.#replies.delete(id);
        reject(new Error(`the kernel has not answered ${type}`));
      };
      if (signal.aborted || this.#closed) {
        abort();
        return;
      }
      signal.addEventListener('abort', abort, { once: true });
      this.#replies.set(id, {
        resolve: (reply) => {
          signal.removeEventListener('abort', abort);
          resolve(reply);
        },
        reject,
      });
      this.send(message);
    });
  }

  /**
   * Resolves with the kernel's description once it answers and its output is heard: a subscription that has not
   * reached the kernel yet would lose the first outputs, so it is asked again until something comes on iopub too.
   */
  async whenReady(signal: AbortSignal): Promise<JsonObject> {
    const heard = new Promise<void>((resolve) => {
      const listen = (message: WireMessage): void => {
        if (message.channel !== 'iopub') return;
        this.off('message', listen);
        resolve();
      };
      this.on('message', listen);
    });
    const ask = (): Promise<WireMessage> => this.request('shell', 'kernel_info_request', {}, signal);
    const first = ask();
    const again = setInterval(() => {
      if (this.isOpen) ask().catch(() => undefined);
    }, 100);
    try {
      const [reply] = await Promise.all([first, raceAbort(heard, signal)]);
      return content(reply);
    } finally {
      clearInterval(again);
    }
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const socket of Object.values(this.#sockets)) socket.close();
    for (const reply of this.#replies.values()) reply.reject(new Error('the kernel is gone'));
    this.#replies.clear();
    this.emit('close');
  }

  #received(message: WireMessage): void {
    const parent = message.parent.msg_id;
    if (message.channel !== 'iopub' && parent !== undefined) {
      const reply = this.#replies.get(parent);
      if (reply !== undefined && message.channel !== 'stdin') {
        this.#replies.delete(parent);
        reply.resolve(message);
      }
    }
    this.emit('message', message);
  }
}

function raceAbort(promise: Promise<void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(new Error('the kernel has not answered'));
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    promise.then(() => {
      signal.removeEventListener('abort', abort);
      resolve();
    }, reject);
  });
}
