import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { toThousandths } from './fixed-point.ts';
import { wireOf } from './read-binary.ts';
import type { Field, FieldType, Given, MessageType, Scalar } from './schema.ts';

/** A message in its binary form. */
export function writeBinary<M extends MessageType>(type: M, given: Given<M>): Uint8Array {
  const writer = new BinaryWriter();
  writeMessage(type, given, writer);
  return writer.finish();
}

function writeMessage(type: MessageType, given: object, writer: BinaryWriter): void {
  const values = new Map<string, unknown>(Object.entries(given));
  for (const [name, field] of type.inOrder) {
    const value = values.get(name);
    if (value !== undefined) writeField(field, value, writer);
  }
}

function writeField({ label, number, type }: Field, value: unknown, writer: BinaryWriter): void {
  if (label === 'repeated') {
    if (Array.isArray(value)) for (const each of value) writeValue(number, type, each, writer);
  } else if (label === 'map') {
    if (value instanceof Map)
      for (const [key, each] of value) {
        writer.tag(number, WireType.LengthDelimited).fork();
        writer.tag(1, WireType.LengthDelimited).string(String(key));
        writeValue(2, type, each, writer);
        writer.join();
      }
  } else writeValue(number, type, value, writer);
}

function writeValue(number: number, type: FieldType, value: unknown, writer: BinaryWriter): void {
  writer.tag(number, wireOf(type));
  if (typeof type === 'string') writeScalar(type, value, writer);
  else if (type.kind === 'enum') writer.int32(type.numbers.get(String(value)) ?? 0);
  else {
    writer.fork();
    writeMessage(type, typeof value === 'object' && value !== null ? value : {}, writer);
    writer.join();
  }
}

function writeScalar(scalar: Scalar, value: unknown, writer: BinaryWriter): void {
  switch (scalar) {
    case 'string':
      writer.string(String(value));
      break;
    case 'bool':
      writer.bool(value === true);
      break;
    case 'bytes':
      writer.bytes(value instanceof Uint8Array ? value : new Uint8Array());
      break;
    case 'double':
      writer.double(Number(value));
      break;
    case 'fixed':
      writer.double(toThousandths(Number(value)));
      break;
    case 'int32':
      writer.int32(Number(value));
      break;
    case 'uint32':
      writer.uint32(Number(value));
      break;
    case 'int64':
      writer.int64(BigInt(Math.trunc(Number(value))));
      break;
    case 'uint64':
      writer.uint64(BigInt(Math.trunc(Number(value))));
      break;
    default: {
      scalar satisfies never;
    }
  }
}
