import { toThousandths } from './fixed-point.ts';
import type { Field, FieldType, Given, MessageType } from './schema.ts';

/**
 * A message as JSON, as Mesos writes it: what is unset is left out unless it has a default; bytes are base64; nothing but
 * ASCII, for clients that count characters where bytes are meant.
 */
export function writeJson<M extends MessageType>(type: M, given: Given<M>): string {
  return writeMessage(type, given);
}

function writeMessage(type: MessageType, given: object): string {
  const values = new Map<string, unknown>(Object.entries(given));
  const parts: string[] = [];
  for (const [name, field] of type.inOrder) {
    const text = writeField(field, values.get(name) ?? field.fallback);
    if (text !== undefined) parts.push(`"${name}":${text}`);
  }
  return `{${parts.join(',')}}`;
}

function writeField({ label, type }: Field, value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (label === 'repeated') {
    const all = Array.isArray(value) ? value : [];
    return all.length === 0 ? undefined : `[${all.map((each) => writeValue(type, each)).join(',')}]`;
  }
  if (label === 'map') {
    const all = value instanceof Map ? [...value] : [];
    return `{${all.map(([key, each]) => `${ascii(String(key))}:${writeValue(type, each)}`).join(',')}}`;
  }
  return writeValue(type, value);
}

function writeValue(type: FieldType, value: unknown): string {
  if (typeof type === 'object') {
    if (type.kind === 'enum') return `"${String(value)}"`;
    return writeMessage(type, typeof value === 'object' && value !== null ? value : {});
  }
  if (value instanceof Uint8Array) return `"${Buffer.from(value).toString('base64')}"`;
  if (typeof value === 'string') return ascii(value);
  if (typeof value !== 'number') return String(value);
  if (!Number.isFinite(value)) return `"${value}"`;
  return String(type === 'fixed' ? toThousandths(value) : value);
}

/** Text as JSON in which every other character is written as \uXXXX. */
export function ascii(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
