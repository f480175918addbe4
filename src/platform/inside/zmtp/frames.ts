/**
 * The framing of ZMTP 3.0 (rfc.zeromq.org/spec/23) with the NULL mechanism, the only one that Jupyter kernels use.
 * Speaking it directly keeps libzmq, its threads and its queues out of the server, and shows at once when a kernel's
 * socket closes.
 */

const flagMore = 1;
const flagLong = 2;
const flagCommand = 4;
const readyName = '\x05READY';

const greetingBytes = 64;

/** What each side sends first: signature, version 3.0, mechanism NULL. */
export function greeting(): Buffer {
  const bytes = Buffer.alloc(greetingBytes);
  bytes[0] = 0xff;
  bytes[9] = 0x7f;
  bytes[10] = 3;
  bytes.write('NULL', 12, 'latin1');
  return bytes;
}

/** A READY command with the socket's type and, for a DEALER, the identity by which a ROUTER answers it. */
export function ready(socketType: string, identity: string): Buffer {
  const properties = [Buffer.from(readyName, 'latin1'), property('Socket-Type', socketType)];
  if (identity !== '') properties.push(property('Identity', identity));
  const body = Buffer.concat(properties);
  return Buffer.concat([header(flagCommand, body.length), body]);
}

function property(name: string, value: string): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(Buffer.byteLength(value));
  return Buffer.concat([Buffer.from([name.length]), Buffer.from(name, 'latin1'), length, Buffer.from(value)]);
}

function header(flags: number, bytes: number): Buffer {
  if (bytes < 256) return Buffer.from([flags, bytes]);
  const long = Buffer.alloc(9);
  long[0] = flags | flagLong;
  long.writeBigUInt64BE(BigInt(bytes), 1);
  return long;
}

/** The properties of a READY command, by name in lower case; undefined for any other command. */
function readReady(body: Buffer): ReadonlyMap<string, Buffer> | undefined {
  if (body.subarray(0, readyName.length).toString('latin1') !== readyName) return undefined;
  const properties = new Map<string, Buffer>();
  for (let at = readyName.length; at < body.length; ) {
    const nameEnd = at + 1 + body.readUInt8(at);
    const valueEnd = nameEnd + 4 + body.readUInt32BE(nameEnd);
    properties.set(
      body
        .subarray(at + 1, nameEnd)
        .toString('latin1')
        .toLowerCase(),
      body.subarray(nameEnd + 4, valueEnd),
    );
    at = valueEnd;
  }
  return properties;
}

/** One message as it goes over the wire, in one piece: a write for each part would cost more than the copy. */
export function encodeMessage(parts: readonly Uint8Array[]): Buffer {
  const chunks: Uint8Array[] = [];
  parts.forEach((part, index) => {
    chunks.push(header(index < parts.length - 1 ? flagMore : 0, part.length), part);
  });
  return Buffer.concat(chunks);
}

export class ProtocolError extends Error {
  override name = 'ProtocolError';
}

/**
 * Cuts a stream into messages. Feed it chunks as they come; it calls `onMessage` with the parts of each message and
 * `onCommand` with each command's body. Parts may share memory with the chunks.
 */
export class FrameReader {
  #chunks: Buffer[] = [];
  #buffered = 0;
  #needed = 2;
  #parts: Buffer[] = [];
  #partBytes = 0;
  readonly #onMessage: (parts: Buffer[]) => void;
  readonly #onCommand: (body: Buffer) => void;
  readonly #maxMessageBytes: number;

  constructor(onMessage: (parts: Buffer[]) => void, onCommand: (body: Buffer) => void, maxMessageBytes: number) {
    this.#onMessage = onMessage;
    this.#onCommand = onCommand;
    this.#maxMessageBytes = maxMessageBytes;
  }

  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#buffered += chunk.length;
    if (this.#buffered < this.#needed) return;
    const joined = this.#chunks.length === 1 ? chunk : Buffer.concat(this.#chunks, this.#buffered);
    const rest = this.#consume(joined);
    this.#chunks = rest.length === 0 ? [] : [rest];
    this.#buffered = rest.length;
  }

  /** Takes every whole frame from the front and returns what is left; notes how much the next frame needs. */
  #consume(data: Buffer): Buffer {
    let at = 0;
    while (true) {
      const left = data.length - at;
      if (left < 2) {
        this.#needed = 2;
        break;
      }
      const flags = data.readUInt8(at);
      const long = (flags & flagLong) !== 0;
      const headBytes = long ? 9 : 2;
      if (left < headBytes) {
        this.#needed = headBytes;
        break;
      }
      const size = long ? Number(data.readBigUInt64BE(at + 1)) : data.readUInt8(at + 1);
      if (this.#partBytes + size > this.#maxMessageBytes) throw new ProtocolError(`a message of over ${size} bytes`);
      if (left < headBytes + size) {
        this.#needed = headBytes + size;
        break;
      }
      this.#frame(flags, data.subarray(at + headBytes, at + headBytes + size));
      at += headBytes + size;
    }
    return data.subarray(at);
  }

  #frame(flags: number, body: Buffer): void {
    if ((flags & flagCommand) !== 0) {
      this.#onCommand(body);
      return;
    }
    this.#parts.push(body);
    this.#partBytes += body.length;
    if ((flags & flagMore) !== 0) return;
    const parts = this.#parts;
    this.#parts = [];
    this.#partBytes = 0;
    this.#onMessage(parts);
  }
}

export interface Handshake {
  /** The peer is ready; its properties by name in lower case. Messages follow. */
  ready(properties: ReadonlyMap<string, Buffer>): void;
  message(parts: Buffer[]): void;
  /** Any command but READY. */
  command(body: Buffer): void;
}

/**
 * What reads one connection from its first byte: the peer's greeting, its READY, then messages. It throws where the
 * peer does not speak ZMTP 3 without encryption, or says too much at once; the connection is good for nothing then.
 */
export function handshake(on: Handshake, maxMessageBytes: number): (chunk: Buffer) => void {
  let head: Buffer | undefined = Buffer.alloc(0);
  const reader = new FrameReader(
    (parts) => on.message(parts),
    (body) => {
      const properties = readReady(body);
      if (properties) on.ready(properties);
      else on.command(body);
    },
    maxMessageBytes,
  );
  return (chunk) => {
    if (head === undefined) {
      reader.push(chunk);
      return;
    }
    head = Buffer.concat([head, chunk]);
    if (head.length < greetingBytes) return;
    const mechanism = head.subarray(12, 17).toString('latin1');
    if (head[0] !== 0xff || head[9] !== 0x7f || (head[10] ?? 0) < 3 || mechanism !== 'NULL\0')
      throw new ProtocolError('a peer that does not speak ZMTP 3 without encryption');
    const rest = head.subarray(greetingBytes);
    head = undefined;
    if (rest.length > 0) reader.push(rest);
  };
}
