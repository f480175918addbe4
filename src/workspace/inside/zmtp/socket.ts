import { EventEmitter } from 'node:events';
import { connect, type Socket } from 'node:net';
import { encodeMessage, greeting, handshake, ready } from '../../../platform/inside/zmtp/index.ts';
import { limits } from '../limits.ts';
import { whenThere } from '../when-there.ts';

/** Where a kernel's socket is: a path (zmq's ipc) or a port of 127.0.0.1. */
export type Endpoint = { path: string } | { host: string; port: number };

export interface ZmtpEvents {
  /** The handshake is done; what was sent before goes out now. */
  open: [];
  message: [parts: Buffer[]];
  /** The peer's side ended after it was open, or `close` was called. Nothing follows. */
  close: [];
}

/** A peer that starts in a moment is met soon; while many start, and each takes long, trying must not slow them. */
const retryMs = { least: 8, most: 100, ofWaited: 1 / 16 };

/**
 * A DEALER or SUB socket with one peer. It waits for the peer's socket and tries to connect until the peer listens;
 * once connected, a lost connection is the peer's end and is not tried again.
 */
export class ZmtpSocket extends EventEmitter<ZmtpEvents> {
  readonly #endpoint: Endpoint;
  readonly #type: 'DEALER' | 'SUB';
  readonly #identity: string;
  #socket: Socket | null = null;
  #open = false;
  #closed = false;
  #waiting: (readonly Uint8Array[])[] = [];
  #giveUpWaiting: () => void = () => undefined;
  readonly #began = performance.now();

  constructor(endpoint: Endpoint, type: 'DEALER' | 'SUB', identity: string) {
    super();
    this.#endpoint = endpoint;
    this.#type = type;
    this.#identity = identity;
    this.#whenThere();
  }

  get isOpen(): boolean {
    return this.#open && !this.#closed;
  }

  send(parts: readonly Uint8Array[]): void {
    if (this.#closed) return;
    if (!this.#open || this.#socket === null) {
      this.#waiting.push(parts);
      return;
    }
    this.#socket.write(encodeMessage(parts));
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#giveUpWaiting();
    this.#socket?.destroy();
    this.emit('close');
  }

  #whenThere(): void {
    if ('path' in this.#endpoint) this.#giveUpWaiting = whenThere(this.#endpoint.path, () => this.#connect());
    else this.#connect();
  }

  #connectLater(): void {
    const { least, most, ofWaited } = retryMs;
    const pause = Math.min(Math.max((performance.now() - this.#began) * ofWaited, least), most);
    const retry = setTimeout(() => this.#whenThere(), pause);
    this.#giveUpWaiting = () => clearTimeout(retry);
  }

  #connect(): void {
    const socket = 'path' in this.#endpoint ? connect(this.#endpoint) : connect({ ...this.#endpoint, noDelay: true });
    this.#socket = socket;
    socket.on('error', () => undefined);
    socket.on('connect', () => this.#handshake(socket));
    socket.on('close', () => {
      if (this.#closed) return;
      if (!this.#open) this.#connectLater();
      else this.close();
    });
  }

  #handshake(socket: Socket): void {
    socket.write(greeting());
    socket.write(ready(this.#type, this.#type === 'DEALER' ? this.#identity : ''));
    const read = handshake(
      {
        ready: () => this.#opened(socket),
        message: (parts) => this.emit('message', parts),
        command: () => undefined,
      },
      limits.kernelMessageBytes,
    );
    socket.on('data', (chunk) => {
      try {
        read(chunk);
      } catch {
        // What is not ZMTP, or larger than allowed, ends the connection: the kernel counts as gone.
        socket.destroy();
      }
    });
  }

  #opened(socket: Socket): void {
    this.#open = true;
    // Subscribing to everything: a message of the byte 1 and an empty topic.
    if (this.#type === 'SUB') socket.write(encodeMessage([Buffer.from([1])]));
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const parts of waiting) this.send(parts);
    this.emit('open');
  }
}
