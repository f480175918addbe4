/** As much of Thrift's compact protocol as Parquet's headers and footers need. */

export type ThriftValue = number | boolean | Buffer | ThriftStruct | readonly ThriftValue[];

export interface ThriftStruct {
  /** By field id. */
  readonly fields: ReadonlyMap<number, ThriftValue>;
  /** Where each field's value begins and ends in what was read. */
  readonly ranges: ReadonlyMap<number, readonly [number, number]>;
  /** Just after the struct. */
  readonly end: number;
}

/** What was read ends in the middle of a struct. */
export class ThriftTooShort extends Error {}

export function readStruct(bytes: Buffer, start: number): ThriftStruct {
  const reader = new Reader(bytes, start);
  return reader.struct();
}

class Reader {
  readonly #bytes: Buffer;
  #at: number;

  constructor(bytes: Buffer, at: number) {
    this.#bytes = bytes;
    this.#at = at;
  }

  struct(): ThriftStruct {
    const fields = new Map<number, ThriftValue>();
    const ranges = new Map<number, readonly [number, number]>();
    let id = 0;
    for (;;) {
      const head = this.#byte();
      if (head === 0) return { fields, ranges, end: this.#at };
      id = head >> 4 === 0 ? this.#zigzag() : id + (head >> 4);
      const start = this.#at;
      fields.set(id, this.#value(head & 15));
      ranges.set(id, [start, this.#at]);
    }
  }

  #value(type: number): ThriftValue {
    switch (type) {
      case 1:
        return true;
      case 2:
        return false;
      case 3:
        return this.#byte();
      case 4:
      case 5:
      case 6:
        return this.#zigzag();
      case 7:
        return this.#take(8);
      case 8:
        return this.#take(this.#varint());
      case 9:
      case 10: {
        const head = this.#byte();
        const count = head >> 4 === 15 ? this.#varint() : head >> 4;
        return Array.from({ length: count }, () => this.#value(head & 15));
      }
      case 12:
        return this.struct();
      default:
        throw new Error(`Thrift type ${type} is not expected in Parquet`);
    }
  }

  #byte(): number {
    const byte = this.#bytes[this.#at++];
    if (byte === undefined) throw new ThriftTooShort();
    return byte;
  }

  #take(length: number): Buffer {
    if (this.#at + length > this.#bytes.length) throw new ThriftTooShort();
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  /** Numbers of headers are below 2^53. */
  #varint(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.#byte();
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  }

  #zigzag(): number {
    const value = this.#varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }
}

/** A field to write: i32 or i64, a binary, a list of structs, i32s or binaries, a struct, or bytes that are encoded already. */
export type ThriftField =
  | { readonly id: number; readonly int: number; readonly wide?: boolean }
  | { readonly id: number; readonly ints: readonly number[] }
  | { readonly id: number; readonly texts: readonly string[] }
  | { readonly id: number; readonly struct: Buffer }
  | { readonly id: number; readonly structs: readonly Buffer[] }
  | { readonly id: number; readonly rawList: Buffer };

/** Fields in ascending order of their ids. */
export function writeStruct(fields: readonly ThriftField[]): Buffer {
  const parts: Buffer[] = [];
  let last = 0;
  for (const field of fields) {
    const head = (type: number): Buffer => Buffer.from([((field.id - last) << 4) | type]);
    if ('int' in field) parts.push(head(field.wide ? 6 : 5), varint(field.int * 2));
    else if ('ints' in field)
      parts.push(head(9), listHead(field.ints.length, 5), ...field.ints.map((value) => varint(value * 2)));
    else if ('texts' in field) parts.push(head(9), listHead(field.texts.length, 8), ...field.texts.map(binary));
    else if ('structs' in field) parts.push(head(9), listHead(field.structs.length, 12), ...field.structs);
    else if ('struct' in field) parts.push(head(12), field.struct);
    else parts.push(head(9), field.rawList);
    last = field.id;
  }
  return Buffer.concat([...parts, Buffer.from([0])]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) | 128);
    rest = Math.floor(rest / 128);
  }
  return Buffer.from([...bytes, rest]);
}

function listHead(count: number, type: number): Buffer {
  return count < 15 ? Buffer.from([(count << 4) | type]) : Buffer.concat([Buffer.from([0xf0 | type]), varint(count)]);
}

function binary(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([varint(bytes.length), bytes]);
}
