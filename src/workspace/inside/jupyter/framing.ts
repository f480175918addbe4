import {
  type Channel,
  isObject,
  type JsonObject,
  type MessageHeader,
  parseHeader,
  type WireMessage,
} from '../kernels/wire.ts';

/**
 * Kernel messages on a websocket, in Jupyter Server's two framings.
 * Default: JSON text, or with buffers: count and offsets as 32-bit big-endian, the JSON, the buffers.
 * `v1.kernel.websocket.jupyter.org`: count and offsets as 64-bit little-endian, the channel, the four parts, the buffers.
 */

const emptyObject = Buffer.from('{}');
const channels: readonly Channel[] = ['shell', 'control', 'stdin', 'iopub'];

export function encodeDefault(message: WireMessage): string | Buffer {
  const json = [
    `{"channel":${JSON.stringify(message.channel)}`,
    `"header":${message.headerBytes.toString()}`,
    `"msg_id":${JSON.stringify(message.header.msg_id)}`,
    `"msg_type":${JSON.stringify(message.header.msg_type)}`,
    `"parent_header":${message.parentBytes.toString()}`,
    `"metadata":${message.metadataBytes.toString()}`,
    `"content":${message.contentBytes.toString()}`,
    '"buffers":[]}',
  ].join(',');
  if (message.buffers.length === 0) return json;
  const parts = [Buffer.from(json), ...message.buffers];
  const head = Buffer.alloc(4 * (parts.length + 1));
  head.writeUInt32BE(parts.length, 0);
  let at = head.length;
  parts.forEach((part, index) => {
    head.writeUInt32BE(at, 4 * (index + 1));
    at += part.length;
  });
  return Buffer.concat([head, ...parts]);
}

export function encodeV1(message: WireMessage): Buffer {
  const { headerBytes, parentBytes, metadataBytes, contentBytes, buffers } = message;
  const parts = [Buffer.from(message.channel), headerBytes, parentBytes, metadataBytes, contentBytes, ...buffers];
  const head = Buffer.alloc(8 * (parts.length + 2));
  head.writeBigUInt64LE(BigInt(parts.length + 1), 0);
  let at = head.length;
  head.writeBigUInt64LE(BigInt(at), 8);
  parts.forEach((part, index) => {
    at += part.length;
    head.writeBigUInt64LE(BigInt(at), 8 * (index + 2));
  });
  return Buffer.concat([head, ...parts]);
}

/** Null for what is not a message to a kernel. */
export function decodeDefault(data: Buffer, isBinary: boolean): WireMessage | null {
  try {
    if (!isBinary) return fromJson(JSON.parse(data.toString()), []);
    const count = data.readUInt32BE(0);
    if (count < 1 || 4 * (count + 1) > data.length) return null;
    const offsets = Array.from({ length: count }, (_, index) => data.readUInt32BE(4 * (index + 1)));
    const parts = offsets.map((from, index) => data.subarray(from, offsets[index + 1] ?? data.length));
    const [json, ...buffers] = parts;
    return json === undefined ? null : fromJson(JSON.parse(json.toString()), buffers);
  } catch {
    return null;
  }
}

export function decodeV1(data: Buffer): WireMessage | null {
  try {
    const count = Number(data.readBigUInt64LE(0));
    if (count < 6 || 8 * (count + 1) > data.length) return null;
    const offsets = Array.from({ length: count }, (_, index) => Number(data.readBigUInt64LE(8 * (index + 1))));
    const parts = offsets.slice(0, -1).map((from, index) => data.subarray(from, offsets[index + 1]));
    const [name, headerBytes, parentBytes, metadataBytes, contentBytes, ...buffers] = parts;
    const channel = channels.find((known) => known === name?.toString());
    if (!channel || !headerBytes || !parentBytes || !metadataBytes || !contentBytes) return null;
    const header = parseHeader(headerBytes);
    if (header === null) return null;
    return { channel, header, parent: {}, headerBytes, parentBytes, metadataBytes, contentBytes, buffers };
  } catch {
    return null;
  }
}

function fromJson(value: unknown, buffers: Buffer[]): WireMessage | null {
  if (!isObject(value) || !isObject(value.header)) return null;
  const channel = channels.find((known) => known === (value.channel ?? 'shell'));
  const headerBytes = Buffer.from(JSON.stringify(value.header));
  const header: MessageHeader | null = parseHeader(headerBytes);
  if (channel === undefined || header === null) return null;
  const part = (field: unknown): Buffer => (isObject(field) ? asBytes(field) : emptyObject);
  return {
    channel,
    header,
    parent: isObject(value.parent_header) ? value.parent_header : {},
    headerBytes,
    parentBytes: part(value.parent_header),
    metadataBytes: part(value.metadata),
    contentBytes: part(value.content),
    buffers,
  };
}

function asBytes(value: JsonObject): Buffer {
  return Buffer.from(JSON.stringify(value));
}
