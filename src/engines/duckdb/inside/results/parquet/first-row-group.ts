import { footerBytes } from './footer.ts';
import { readStruct, type ThriftStruct, writeStruct } from './thrift.ts';

const magic = Buffer.from('PAR1');
const dictionaryPage = 2;
const snappy = 1;
const encodings = [0, 3, 8];

interface Chunk {
  readonly start: number;
  readonly dataAt: number;
  readonly end: number;
  readonly values: number;
  readonly uncompressedBytes: number;
}

/**
 * A whole Parquet file made of the first row group of one that is still being written and so has no footer yet.
 * DuckDB writes row groups in the query's order, each flat column as an optional dictionary page and one data page.
 *
 * @param growing   what is there of the file so far
 * @param template  an empty file of the same columns, for its schema
 * @returns undefined while the row group is not there yet, or when its pages are laid out in another way
 */
export function firstRowGroup(growing: Buffer, template: Buffer): { file: Buffer; rows: number } | undefined {
  const footer = readFooter(template);
  const schema = footer.fields.get(2);
  const schemaAt = footer.ranges.get(2);
  if (!Array.isArray(schema) || !schemaAt) return undefined;
  const leaves = (schema as ThriftStruct[]).slice(1);
  const chunks = readChunks(growing, leaves.length);
  const rows = chunks?.[0]?.values;
  const last = chunks?.at(-1);
  if (!chunks || !last || rows === undefined || chunks.some(({ values }) => values !== rows)) return undefined;
  const columns = chunks.map((chunk, at) => columnChunk(chunk, leaves[at], growing));
  if (columns.some((column) => column === undefined)) return undefined;
  const rowGroup = writeStruct([
    { id: 1, structs: columns.flatMap((column) => column ?? []) },
    { id: 2, int: last.end - 4, wide: true },
    { id: 3, int: rows, wide: true },
  ]);
  const [from, to] = schemaAt;
  const written = writeStruct([
    { id: 1, int: 1 },
    { id: 2, rawList: footerBytes(template).subarray(from, to) },
    { id: 3, int: rows, wide: true },
    { id: 4, structs: [rowGroup] },
  ]);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(written.length);
  return { file: Buffer.concat([growing.subarray(0, last.end), written, length, magic]), rows };
}

function readChunks(growing: Buffer, count: number): Chunk[] | undefined {
  const chunks: Chunk[] = [];
  let at = magic.length;
  while (chunks.length < count) {
    const start = at;
    let uncompressedBytes = 0;
    let page = readPage(growing, at);
    uncompressedBytes += page.uncompressedBytes;
    let dataAt = at;
    if (page.type === dictionaryPage) {
      dataAt = page.end;
      page = readPage(growing, dataAt);
      uncompressedBytes += page.uncompressedBytes;
    }
    if (page.values === undefined || page.end > growing.length) return undefined;
    chunks.push({ start, dataAt, end: page.end, values: page.values, uncompressedBytes });
    at = page.end;
  }
  return chunks;
}

function readPage(growing: Buffer, at: number) {
  const header = readStruct(growing, at);
  const number = (id: number): number => Number(header.fields.get(id) ?? Number.NaN);
  const data = header.fields.get(5) ?? header.fields.get(8);
  const values = data && typeof data === 'object' && 'fields' in data ? Number(data.fields.get(1)) : undefined;
  return {
    type: number(1),
    end: header.end + number(3),
    values,
    uncompressedBytes: header.end - at + number(2),
  };
}

function columnChunk(chunk: Chunk, leaf: ThriftStruct | undefined, growing: Buffer): Buffer | undefined {
  const type = leaf?.fields.get(1);
  const name = leaf?.fields.get(4);
  if (typeof type !== 'number' || !Buffer.isBuffer(name) || chunk.end > growing.length) return undefined;
  const metadata = writeStruct([
    { id: 1, int: type },
    { id: 2, ints: encodings },
    { id: 3, texts: [name.toString()] },
    { id: 4, int: snappy },
    { id: 5, int: chunk.values, wide: true },
    { id: 6, int: chunk.uncompressedBytes, wide: true },
    { id: 7, int: chunk.end - chunk.start, wide: true },
    { id: 9, int: chunk.dataAt, wide: true },
    ...(chunk.dataAt > chunk.start ? [{ id: 11, int: chunk.start, wide: true }] : []),
  ]);
  return writeStruct([
    { id: 2, int: chunk.start, wide: true },
    { id: 3, struct: metadata },
  ]);
}

function readFooter(file: Buffer): ThriftStruct {
  return readStruct(footerBytes(file), 0);
}
