import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';

/** Jupyter's wire protocol: multipart messages of identities, delimiter, signature, four JSON parts and buffers. */

export type Channel = 'shell' | 'control' | 'stdin' | 'iopub';

export interface MessageHeader {
  msg_id: string;
  msg_type: string;
  session: string;
  username: string;
  date: string;
  version: string;
  [key: string]: unknown;
}

/**
 * A message with its content still as bytes: a websocket client of the second framing gets them as they came, and a
 * flood of output is not parsed twice.
 */
export interface WireMessage {
  channel: Channel;
  header: MessageHeader;
  /** Empty object when there is no parent. */
  parent: Partial<MessageHeader>;
  headerBytes: Buffer;
  parentBytes: Buffer;
  metadataBytes: Buffer;
  contentBytes: Buffer;
  buffers: Buffer[];
}

export type JsonObject = Record<string, unknown>;

const delimiter = Buffer.from('<IDS|MSG>');
const emptyObject = Buffer.from('{}');

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parseObject(bytes: Buffer): JsonObject {
  const value: unknown = JSON.parse(bytes.toString());
  return isObject(value) ? value : {};
}

export function content(message: WireMessage): JsonObject {
  return parseObject(message.contentBytes);
}

export function metadata(message: WireMessage): JsonObject {
  return parseObject(message.metadataBytes);
}

function sign(key: string, parts: readonly Uint8Array[]): string {
  if (key === '') return '';
  const hmac = createHmac('sha256', key);
  for (const part of parts) hmac.update(part);
  return hmac.digest('hex');
}

export function parseHeader(bytes: Buffer): MessageHeader | null {
  const value = parseObject(bytes);
  const { msg_id, msg_type, session, username, date, version } = value;
  if (typeof msg_id !== 'string' || typeof msg_type !== 'string') return null;
  const text = (field: unknown): string => (typeof field === 'string' ? field : '');
  return {
    ...value,
    msg_id,
    msg_type,
    session: text(session),
    username: text(username),
    date: text(date),
    version: text(version),
  };
}

/** Reads what came from a kernel; null when it is not a message signed with the key. */
export function decode(channel: Channel, key: string, parts: Buffer[]): WireMessage | null {
  const at = parts.findIndex((part) => part.equals(delimiter));
  const [signature, headerBytes, parentBytes, metadataBytes, contentBytes, ...buffers] = parts.slice(at + 1);
  if (at < 0 || !signature || !headerBytes || !parentBytes || !metadataBytes || !contentBytes) return null;
  const expected = Buffer.from(sign(key, [headerBytes, parentBytes, metadataBytes, contentBytes]));
  if (signature.length !== expected.length || !timingSafeEqual(signature, expected)) return null;
  try {
    const header = parseHeader(headerBytes);
    if (header === null) return null;
    const parent: Partial<MessageHeader> = parseObject(parentBytes);
    return { channel, header, parent, headerBytes, parentBytes, metadataBytes, contentBytes, buffers };
  } catch {
    return null;
  }
}

/** The parts of a message to a kernel, without identities: a DEALER's peer adds them. */
export function encode(key: string, message: WireMessage): Buffer[] {
  const signed = [message.headerBytes, message.parentBytes, message.metadataBytes, message.contentBytes];
  return [delimiter, Buffer.from(sign(key, signed)), ...signed, ...message.buffers];
}

/** A new message of ours. */
export function compose(
  channel: Channel,
  type: string,
  session: string,
  body: JsonObject,
  extra: { metadata?: JsonObject; parent?: Partial<MessageHeader> } = {},
): WireMessage {
  const header: MessageHeader = {
    msg_id: randomUUID(),
    msg_type: type,
    session,
    username: 'stoa',
    date: new Date().toISOString(),
    version: '5.4',
  };
  const parent = extra.parent ?? {};
  return {
    channel,
    header,
    parent,
    headerBytes: Buffer.from(JSON.stringify(header)),
    parentBytes: extra.parent ? Buffer.from(JSON.stringify(parent)) : emptyObject,
    metadataBytes: extra.metadata ? Buffer.from(JSON.stringify(extra.metadata)) : emptyObject,
    contentBytes: Buffer.from(JSON.stringify(body)),
    buffers: [],
  };
}
