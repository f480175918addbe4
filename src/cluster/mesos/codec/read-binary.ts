import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { toThousandths } from './fixed-point.ts';
import { Malformed, MessageCount } from './malformed.ts';
import type { Field, FieldType, MessageType, Read, Scalar } from './schema.ts';

/**
 * A message from its binary form. Fields and names that are not known are passed over.
 *
 * @throws Malformed
 */
export function readBinary<M extends MessageType>(type: M, bytes: Uint8Array): Read<M> {
  return readMessage(type, bytes, '', new MessageCount()) as Read<M>;
}

function readMessage(type: MessageType, bytes: Uint8Array, where: string, count: MessageCount): object {
  count.add(where);
  const made: Record<string, unknown> = {};
  for (const [name, { label }] of type.inOrder) {
    if (label === 'repeated') made[name] = [];
    else if (label === 'map') made[name] = new Map();
  }
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [number, wire] = broken(where, () => reader.tag());
    const [name, field] = type.byNumber.get(number) ?? [undefined, undefined];
    if (name === undefined) broken(where, () => reader.skip(wire, number));
    else take(made, name, field, reader, wire, where === '' ? name : `${where}.${name}`, count);
  }
  for (const [name, { label }] of type.inOrder)
    if (label === 'required' && made[name] === undefined)
      throw new Malformed(where === '' ? name : `${where}.${name}`, 'a required field is missing');
  return made;
}

function take(
  made: Record<string, unknown>,
  name: string,
  field: Field,
  reader: BinaryReader,
  wire: WireType,
  at: string,
  count: MessageCount,
): void {
  const there = made[name];
  if (there instanceof Map) {
    const [key, value] = readEntry(field.type, expectBytes(reader, wire, at), at, count);
    there.set(key, value);
  } else if (!Array.isArray(there)) {
    const value = readValue(field.type, reader, wire, at, count);
    if (value !== undefined) made[name] = value;
  } else if (wire === WireType.LengthDelimited && isNumeric(field.type)) {
    const packed = new BinaryReader(expectBytes(reader, wire, at));
    while (packed.pos < packed.len) there.push(readValue(field.type, packed, wireOf(field.type), at, count));
  } else {
    const value = readValue(field.type, reader, wire, `${at}[${there.length}]`, count);
    if (value !== undefined) there.push(value);
  }
}

/** Undefined: a number of an enumeration that is not known. */
function readValue(type: FieldType, reader: BinaryReader, wire: WireType, at: string, count: MessageCount): unknown {
  if (typeof type === 'object' && type.kind === 'message')
    return readMessage(type, expectBytes(reader, wire, at), at, count);
  if (wire !== wireOf(type)) throw new Malformed(at, `wire type ${wire} where ${wireOf(type)} was expected`);
  return broken(at, () => (typeof type === 'string' ? readScalar(type, reader) : type.names.get(reader.int32())));
}

function readScalar(scalar: Scalar, reader: BinaryReader): unknown {
  switch (scalar) {
    case 'string':
      return reader.string();
    case 'bool':
      return reader.bool();
    case 'bytes':
      return reader.bytes();
    case 'double':
      return reader.double();
    case 'fixed':
      return toThousandths(reader.double());
    case 'int32':
      return reader.int32();
    case 'uint32':
      return reader.uint32();
    case 'int64':
      return Number(reader.int64());
    case 'uint64':
      return Number(reader.uint64());
    default:
      return scalar satisfies never;
  }
}

function readEntry(type: FieldType, bytes: Uint8Array, at: string, count: MessageCount): [string, unknown] {
  const reader = new BinaryReader(bytes);
  let [key, value]: [string, unknown] = ['', undefined];
  while (reader.pos < reader.len) {
    const [number, wire] = broken(at, () => reader.tag());
    if (number === 1 && wire === WireType.LengthDelimited) key = broken(at, () => reader.string());
    else if (number === 2) value = readValue(type, reader, wire, `${at}.${key}`, count);
    else broken(at, () => reader.skip(wire, number));
  }
  if (value === undefined) throw new Malformed(`${at}.${key}`, 'an entry without a value');
  return [key, value];
}

function expectBytes(reader: BinaryReader, wire: WireType, at: string): Uint8Array {
  if (wire !== WireType.LengthDelimited) throw new Malformed(at, `wire type ${wire} where 2 was expected`);
  return broken(at, () => reader.bytes());
}

export function wireOf(type: FieldType): WireType {
  if (type === 'string' || type === 'bytes') return WireType.LengthDelimited;
  if (type === 'double' || type === 'fixed') return WireType.Bit64;
  return typeof type === 'object' && type.kind === 'message' ? WireType.LengthDelimited : WireType.Varint;
}

function isNumeric(type: FieldType): boolean {
  return wireOf(type) !== WireType.LengthDelimited;
}

/** What the library throws at bytes that are cut short or make no sense. */
function broken<T>(at: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new Malformed(at, error instanceof Error ? error.message : 'broken bytes');
  }
}
