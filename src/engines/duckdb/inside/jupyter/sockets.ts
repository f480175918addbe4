import { rm } from 'node:fs/promises';
import { Router, XPublisher } from 'zeromq';
import { type ConnectionFile, endpoint } from './connection-file.ts';
import { composeMessage, type Json, type Message, parseMessage } from './message.ts';

/** How many messages wait for a subscriber that reads slowly before its newer ones are dropped. */
const subscriberBacklog = 20_000;

/** The five sockets of a kernel, bound. Messages that are not signed by the connection's key are dropped. */
export class KernelSockets {
  readonly #connection: ConnectionFile;
  readonly #session: string;
  readonly #shell = new Router({ linger: 500 });
  readonly #control = new Router({ linger: 500 });
  readonly #stdin = new Router({ linger: 0 });
  readonly #heartbeat = new Router({ linger: 0 });
  readonly #iopub = new XPublisher({ linger: 500, sendHighWaterMark: subscriberBacklog });
  readonly #outboxes = new Map<Router | XPublisher, Outbox>();

  constructor(connection: ConnectionFile, session: string) {
    this.#connection = connection;
    this.#session = session;
  }

  async bind(receive: (channel: 'shell' | 'control', message: Message) => void): Promise<void> {
    const { shell, control, stdin, heartbeat, iopub } = this.#connection;
    const bindings: [Router | XPublisher, number][] = [
      [this.#shell, shell],
      [this.#control, control],
      [this.#stdin, stdin],
      [this.#heartbeat, heartbeat],
      [this.#iopub, iopub],
    ];
    for (const [socket, port] of bindings) {
      await this.#removeStaleSocket(port);
      await socket.bind(endpoint(this.#connection, port));
    }
    void this.#readMessages(this.#shell, (message) => receive('shell', message));
    void this.#readMessages(this.#control, (message) => receive('control', message));
    void this.#readMessages(this.#stdin, () => undefined);
    void this.#echoHeartbeat();
    void this.#welcomeSubscribers();
  }

  reply(channel: 'shell' | 'control', type: string, content: Json, parent: Message): void {
    const frames = this.#compose(type, content, parent, parent.identities);
    this.#send(channel === 'shell' ? this.#shell : this.#control, frames);
  }

  publish(type: string, content: Json, parent: Message | undefined, metadata: Json = {}): void {
    const topic = Buffer.from(`kernel.${this.#session}.${type}`);
    this.#send(this.#iopub, this.#compose(type, content, parent, [topic], metadata));
  }

  /** Sends what waits, then closes. */
  async close(): Promise<void> {
    await Promise.all([...this.#outboxes.values()].map((outbox) => outbox.drained()));
    for (const socket of [this.#shell, this.#control, this.#stdin, this.#heartbeat, this.#iopub]) socket.close();
  }

  #compose(type: string, content: Json, parent: Message | undefined, to: readonly Buffer[], metadata: Json = {}) {
    return composeMessage(this.#connection.key, this.#session, type, content, parent, to, metadata);
  }

  #send(socket: Router | XPublisher, frames: Buffer[]): void {
    let outbox = this.#outboxes.get(socket);
    if (!outbox) {
      outbox = new Outbox(socket);
      this.#outboxes.set(socket, outbox);
    }
    outbox.add(frames);
  }

  async #readMessages(socket: Router, receive: (message: Message) => void): Promise<void> {
    for await (const frames of socket) {
      const message = parseMessage(frames, this.#connection.key);
      if (message) receive(message);
    }
  }

  async #echoHeartbeat(): Promise<void> {
    for await (const frames of this.#heartbeat) this.#send(this.#heartbeat, frames);
  }

  /** JEP 65: whoever subscribes is told so, and knows that from now on it misses nothing. */
  async #welcomeSubscribers(): Promise<void> {
    for await (const [frame] of this.#iopub) {
      if (frame?.[0] !== 1) continue;
      const subscription = frame.subarray(1);
      const content = { subscription: subscription.toString() };
      this.#send(this.#iopub, this.#compose('iopub_welcome', content, undefined, [subscription]));
    }
  }

  /** A kernel that was killed leaves its socket's file, on which bind fails. */
  async #removeStaleSocket(port: number): Promise<void> {
    if (this.#connection.transport === 'ipc') await rm(`${this.#connection.ip}-${port}`, { force: true });
  }
}

/** zeromq takes one `send` at a time. */
class Outbox {
  readonly #socket: Router | XPublisher;
  readonly #waiting: Buffer[][] = [];
  #sending: Promise<void> | undefined;

  constructor(socket: Router | XPublisher) {
    this.#socket = socket;
  }

  add(frames: Buffer[]): void {
    this.#waiting.push(frames);
    this.#sending ??= this.#sendAll();
  }

  async drained(): Promise<void> {
    await this.#sending;
  }

  async #sendAll(): Promise<void> {
    try {
      for (let frames = this.#waiting.shift(); frames; frames = this.#waiting.shift()) await this.#socket.send(frames);
    } catch {
      // The peer of a Router is gone, or the socket is closed: there is nobody to tell.
    } finally {
      this.#sending = undefined;
      if (this.#waiting.length > 0 && !this.#socket.closed) this.#sending = this.#sendAll();
    }
  }
}
