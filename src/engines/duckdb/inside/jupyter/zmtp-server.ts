import { rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { writeTogether } from '../../../../platform/inside/index.ts';
import { encodeMessage, greeting, handshake, ready } from '../../../../platform/inside/zmtp/index.ts';

/** A unix socket's path, or a port of an address. */
export type Endpoint = { readonly path: string } | { readonly host: string; readonly port: number };

export interface ZmtpServerEvents {
  /** Of a ROUTER: parts that a peer sent, after the identity by which it is answered. */
  readonly message?: (parts: Buffer[]) => void;
  /** Of an XPUB: a peer hears what begins with `topic` from now on. */
  readonly subscribed?: (topic: Buffer) => void;
}

interface Peer {
  readonly socket: Socket;
  identity: Buffer;
  readonly topics: Buffer[];
}

const largestMessageBytes = 64 * 2 ** 20;
/** What waits for a subscriber that reads slowly before newer messages are dropped, as ZeroMQ does. */
const subscriberBacklogBytes = 64 * 2 ** 20;
/** How long what was sent may take to go out after `close`. */
const lingerMilliseconds = 500;

/** The side of ZeroMQ that listens: a ROUTER or an XPUB with any number of peers. */
export class ZmtpServer {
  readonly #type: 'ROUTER' | 'XPUB';
  readonly #on: ZmtpServerEvents;
  readonly #peers = new Set<Peer>();
  readonly #server: Server;
  #unnamed = 0;

  constructor(type: 'ROUTER' | 'XPUB', on: ZmtpServerEvents) {
    this.#type = type;
    this.#on = on;
    this.#server = createServer({ noDelay: true }, (socket) => this.#accept(socket));
  }

  async listen(endpoint: Endpoint): Promise<void> {
    // A kernel that was killed leaves its socket's file, on which listening fails.
    if ('path' in endpoint) await rm(endpoint.path, { force: true });
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#server.once('error', reject);
    this.#server.listen(endpoint, resolve);
    await promise;
    this.#server.off('error', reject);
  }

  /** The first part says to whom: a ROUTER's peer with this identity, an XPUB's subscribers to a beginning of it. */
  send(parts: readonly Buffer[]): void {
    const [to] = parts;
    if (to === undefined) return;
    if (this.#type === 'ROUTER') {
      for (const { identity, socket } of this.#peers) {
        if (!identity.equals(to)) continue;
        writeTogether(socket);
        socket.write(encodeMessage(parts.slice(1)));
      }
      return;
    }
    let encoded: Buffer | undefined;
    for (const { socket, topics } of this.#peers) {
      if (socket.writableLength > subscriberBacklogBytes || !topics.some((topic) => startsWith(to, topic))) continue;
      encoded ??= encodeMessage(parts);
      writeTogether(socket);
      socket.write(encoded);
    }
  }

  /** What was sent goes out first, if its readers take it. */
  close(): void {
    this.#server.close();
    for (const { socket } of this.#peers) {
      socket.end();
      setTimeout(() => socket.destroy(), lingerMilliseconds).unref();
    }
  }

  #accept(socket: Socket): void {
    const peer: Peer = { socket, identity: Buffer.alloc(0), topics: [] };
    const read = handshake(
      {
        ready: (properties) => {
          peer.identity = this.#identify(properties.get('identity'));
          this.#peers.add(peer);
        },
        message: (parts) => this.#received(peer, parts),
        command: (body) => this.#commanded(peer, body),
      },
      largestMessageBytes,
    );
    socket.on('data', (chunk) => {
      try {
        read(chunk);
      } catch {
        // What is not ZMTP, or too large.
        socket.destroy();
      }
    });
    socket.on('error', () => undefined);
    socket.on('close', () => this.#peers.delete(peer));
    socket.write(greeting());
    socket.write(ready(this.#type, ''));
  }

  /** Who gives no name gets one that nobody can give: it begins with a zero. One name is one peer's, the newest's. */
  #identify(given: Buffer | undefined): Buffer {
    if (given === undefined || given.length === 0) return Buffer.from(`\0${++this.#unnamed}`);
    for (const peer of this.#peers) if (peer.identity.equals(given)) peer.socket.destroy();
    return Buffer.from(given);
  }

  #received(peer: Peer, parts: Buffer[]): void {
    if (!this.#peers.has(peer)) return;
    if (this.#type === 'ROUTER') {
      this.#on.message?.([peer.identity, ...parts]);
      return;
    }
    const [body] = parts;
    if (body === undefined || body.length === 0) return;
    if (body[0] === 1) this.#subscribe(peer, body.subarray(1));
    if (body[0] === 0) this.#unsubscribe(peer, body.subarray(1));
  }

  /** ZMTP 3.1 subscribes by commands. */
  #commanded(peer: Peer, body: Buffer): void {
    const nameEnd = 1 + (body[0] ?? 0);
    const name = body.subarray(1, nameEnd).toString('latin1');
    if (name === 'SUBSCRIBE') this.#subscribe(peer, body.subarray(nameEnd));
    if (name === 'CANCEL') this.#unsubscribe(peer, body.subarray(nameEnd));
  }

  #subscribe(peer: Peer, topic: Buffer): void {
    peer.topics.push(Buffer.from(topic));
    this.#on.subscribed?.(topic);
  }

  #unsubscribe(peer: Peer, topic: Buffer): void {
    const at = peer.topics.findIndex((each) => each.equals(topic));
    if (at >= 0) peer.topics.splice(at, 1);
  }
}

function startsWith(text: Buffer, beginning: Buffer): boolean {
  return text.subarray(0, beginning.length).equals(beginning);
}
