import type { ResultRow, ResultValue } from '../../../result.ts';
import type { ColumnType } from '../../../rules/column-type.ts';
import { type PlainValue, shownPlain } from '../../../rules/plain-value.ts';
import { footerBytes } from './footer.ts';
import { readPacked, readRuns } from './runs.ts';
import { unsnap } from './snappy.ts';
import { readStruct, type ThriftStruct, type ThriftValue } from './thrift.ts';

const physical = { boolean: 0, int32: 1, int64: 2, double: 5, bytes: 6 } as const;
const uncompressed = 0;
const snappy = 1;
const plain = 0;
const dictionaries = [2, 8];
const dataPage = 0;
const utf8 = 0;

/**
 * The rows of a small part that DuckDB wrote, values as the page takes them. To plan and run a query for them takes
 * several times as long.
 *
 * @returns undefined when there is anything in it that is better left to DuckDB
 */
export function plainRows(file: Buffer, types: readonly ColumnType[], count: number): ResultRow[] | undefined {
  if (count === 0) return [];
  try {
    const columns = readColumns(file, types, count);
    return Array.from({ length: count }, (_, row) => columns.map((values) => present(values[row])));
  } catch {
    // Laid out in another way, or a value whose text only DuckDB knows.
    return undefined;
  }
}

class NotPlain extends Error {}

function present<T>(value: T | undefined): T {
  if (value === undefined) throw new NotPlain();
  return value;
}

function readColumns(file: Buffer, types: readonly ColumnType[], count: number): ResultValue[][] {
  const footer = readStruct(footerBytes(file), 0);
  const leaves = structs(footer.fields.get(2)).slice(1);
  const [group, ...others] = structs(footer.fields.get(4));
  const chunks = structs(group?.fields.get(1));
  if (leaves.length !== types.length || chunks.length !== types.length || others.length > 0) throw new NotPlain();
  return types.map((type, at) => {
    const leaf = present(leaves[at]);
    const metadata = structs([present(present(chunks[at]).fields.get(3))])[0];
    const optional = leaf.fields.get(3) === 1 && leaf.fields.get(5) === undefined;
    if (!metadata || !optional || metadata.fields.get(5) !== count) throw new NotPlain();
    const values = readChunk(file, metadata, leaf.fields.get(6) === utf8, count);
    return values.map((value) => (value === null ? null : present(shownPlain(type, value))));
  });
}

function readChunk(file: Buffer, metadata: ThriftStruct, isText: boolean, count: number): (PlainValue | null)[] {
  const type = number(metadata, 1);
  if (type === physical.bytes && !isText) throw new NotPlain();
  const codec = number(metadata, 4);
  let page = readPage(file, number(metadata, metadata.fields.has(11) ? 11 : 9), codec);
  let dictionary: PlainValue[] | undefined;
  const words = page.header.fields.get(7);
  if (words !== undefined) {
    dictionary = readPlain(page.body, type, number(present(structs([words])[0]), 1));
    page = readPage(file, page.end, codec);
  }
  const about = present(structs([present(page.header.fields.get(5))])[0]);
  if (number(page.header, 1) !== dataPage || number(about, 1) !== count) throw new NotPlain();
  const levelBytes = page.body.readUInt32LE(0);
  const defined = readRuns(page.body.subarray(4, 4 + levelBytes), 1, count);
  const body = page.body.subarray(4 + levelBytes);
  const known = defined.filter((level) => level === 1).length;
  const values = readValues(body, type, number(about, 2), dictionary, known);
  let next = 0;
  return defined.map((level) => (level === 1 ? present(values[next++]) : null));
}

function readValues(
  body: Buffer,
  type: number,
  encoding: number,
  dictionary: readonly PlainValue[] | undefined,
  count: number,
): PlainValue[] {
  if (encoding === plain) return readPlain(body, type, count);
  if (!dictionaries.includes(encoding) || !dictionary) throw new NotPlain();
  if (count === 0) return [];
  return readRuns(body.subarray(1), body.readUInt8(0), count).map((at) => present(dictionary[at]));
}

function readPlain(body: Buffer, type: number, count: number): PlainValue[] {
  const each = <T>(read: (index: number) => T): T[] => Array.from({ length: count }, (_, index) => read(index));
  switch (type) {
    case physical.boolean:
      return readPacked(body, 1, count).map((bit) => bit === 1);
    case physical.int32:
      return each((index) => body.readInt32LE(4 * index));
    case physical.int64:
      return each((index) => body.readBigInt64LE(8 * index));
    case physical.double:
      return each((index) => body.readDoubleLE(8 * index));
    case physical.bytes: {
      let at = 0;
      return each(() => {
        const start = at + 4;
        at = start + body.readUInt32LE(at);
        if (at > body.length) throw new NotPlain();
        return body.toString('utf8', start, at);
      });
    }
    default:
      throw new NotPlain();
  }
}

function readPage(file: Buffer, at: number, codec: number): { header: ThriftStruct; body: Buffer; end: number } {
  const header = readStruct(file, at);
  const end = header.end + number(header, 3);
  const stored = file.subarray(header.end, end);
  if (codec !== snappy && codec !== uncompressed) throw new NotPlain();
  return { header, body: codec === snappy ? unsnap(stored) : stored, end };
}

function number(struct: ThriftStruct, id: number): number {
  const value = struct.fields.get(id);
  if (typeof value !== 'number') throw new NotPlain();
  return value;
}

function structs(value: ThriftValue | undefined): ThriftStruct[] {
  if (!Array.isArray(value)) throw new NotPlain();
  return value.map((each: ThriftValue) => {
    if (typeof each !== 'object' || !('fields' in each)) throw new NotPlain();
    return each;
  });
}
