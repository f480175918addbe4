import { type ConnectionFile, endpoint } from './connection-file.ts';
import { composeMessage, type Json, type Message, parseMessage } from './message.ts';
import { ZmtpServer } from './zmtp-server.ts';

/** Told of every message on a channel that takes requests. */
export type Receive = (channel: 'shell' | 'control', message: Message) => void;

/** The five sockets of a kernel, bound. Messages that are not signed by the connection's key are dropped. */
export class KernelSockets {
  readonly #connection: ConnectionFile;
  readonly #session: string;
  readonly #shell: ZmtpServer;
  readonly #control: ZmtpServer;
  readonly #stdin = new ZmtpServer('ROUTER', {});
  readonly #heartbeat = new ZmtpServer('ROUTER', { message: (parts) => this.#heartbeat.send(parts) });
  readonly #iopub = new ZmtpServer('XPUB', { subscribed: (topic) => this.#welcome(topic) });

  constructor(connection: ConnectionFile, session: string, receive: Receive) {
    this.#connection = connection;
    this.#session = session;
    this.#shell = this.#requests('shell', receive);
    this.#control = this.#requests('control', receive);
  }

  async bind(): Promise<void> {
    const { shell, control, stdin, heartbeat, iopub } = this.#connection;
    const bindings: [ZmtpServer, number][] = [
      [this.#shell, shell],
      [this.#control, control],
      [this.#stdin, stdin],
      [this.#heartbeat, heartbeat],
      [this.#iopub, iopub],
    ];
    await Promise.all(bindings.map(([server, port]) => server.listen(endpoint(this.#connection, port))));
  }

  reply(channel: 'shell' | 'control', type: string, content: Json, parent: Message): void {
    const frames = this.#compose(type, content, parent, parent.identities);
    (channel === 'shell' ? this.#shell : this.#control).send(frames);
  }

  publish(type: string, content: Json, parent: Message | undefined, metadata: Json = {}): void {
    const topic = Buffer.from(`kernel.${this.#session}.${type}`);
    this.#iopub.send(this.#compose(type, content, parent, [topic], metadata));
  }

  /** Sends what waits, then closes. */
  close(): void {
    for (const server of [this.#shell, this.#control, this.#stdin, this.#heartbeat, this.#iopub]) server.close();
  }

  #requests(channel: 'shell' | 'control', receive: Receive): ZmtpServer {
    return new ZmtpServer('ROUTER', {
      message: (parts) => {
        const message = parseMessage(parts, this.#connection.key);
        if (message) receive(channel, message);
      },
    });
  }

  #compose(type: string, content: Json, parent: Message | undefined, to: readonly Buffer[], metadata: Json = {}) {
    return composeMessage(this.#connection.key, this.#session, type, content, parent, to, metadata);
  }

  /** JEP 65: whoever subscribes is told so, and knows that from now on it misses nothing. */
  #welcome(topic: Buffer): void {
    const content = { subscription: topic.toString() };
    this.#iopub.send(this.#compose('iopub_welcome', content, undefined, [topic]));
  }
}
