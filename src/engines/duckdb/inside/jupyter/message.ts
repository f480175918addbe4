import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';

/** The Jupyter messaging protocol's envelope, version 5.4. */
export interface Header {
  readonly msg_id: string;
  readonly msg_type: string;
  readonly session: string;
  readonly username: string;
  readonly date: string;
  readonly version: string;
}

export type Json = Record<string, unknown>;

export interface Message {
  /** The route back: whatever came before the delimiter. */
  readonly identities: readonly Buffer[];
  readonly header: Header;
  /** Kept as it came, so that it goes back byte for byte. */
  readonly headerText: string;
  readonly metadata: Json;
  readonly content: Json;
}

export const protocolVersion = '5.4';

const delimiter = Buffer.from('<IDS|MSG>');

/** The message in `frames`, or undefined when it is not one that the holder of `key` signed. */
export function parseMessage(frames: readonly Buffer[], key: string): Message | undefined {
  const at = frames.findIndex((frame) => frame.equals(delimiter));
  const [signature, header, parent, metadata, content] = frames.slice(at + 1);
  if (at < 0 || !signature || !header || !parent || !metadata || !content) return undefined;
  if (key !== '') {
    const expected = Buffer.from(sign(key, [header, parent, metadata, content]));
    if (expected.length !== signature.length || !timingSafeEqual(expected, signature)) return undefined;
  }
  try {
    const parsed = JSON.parse(header.toString()) as Header;
    if (typeof parsed.msg_id !== 'string' || typeof parsed.msg_type !== 'string') return undefined;
    return {
      identities: frames.slice(0, at),
      header: parsed,
      headerText: header.toString(),
      metadata: JSON.parse(metadata.toString()) as Json,
      content: JSON.parse(content.toString()) as Json,
    };
  } catch {
    return undefined;
  }
}

/** Frames of a message from the kernel, signed. `parent` is undefined for what answers nobody. */
export function composeMessage(
  key: string,
  session: string,
  type: string,
  content: Json,
  parent: Message | undefined,
  identities: readonly Buffer[],
  metadata: Json = {},
): Buffer[] {
  const header: Header = {
    msg_id: randomUUID(),
    msg_type: type,
    session,
    username: 'stoa',
    date: new Date().toISOString(),
    version: protocolVersion,
  };
  const parts = [JSON.stringify(header), parent?.headerText ?? '{}', JSON.stringify(metadata), JSON.stringify(content)];
  const frames = parts.map((part) => Buffer.from(part));
  const signature = key === '' ? '' : sign(key, frames);
  return [...identities, delimiter, Buffer.from(signature), ...frames];
}

function sign(key: string, parts: readonly Buffer[]): string {
  const hmac = createHmac('sha256', key);
  for (const part of parts) hmac.update(part);
  return hmac.digest('hex');
}
