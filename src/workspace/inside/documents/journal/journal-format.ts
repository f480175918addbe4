import { crc32 } from 'node:zlib';
import { isObject } from '../../kernels/wire.ts';

/**
 * The journal of one notebook: 8 bytes of magic, then records of
 * `length` (u32 LE, of kind and payload), `crc32` (u32 LE, of the same), `kind` (u8), payload.
 * Records are only appended; a file cut at any byte is read up to its last whole record.
 */

const magic = Buffer.from('STOAJNL1', 'latin1');
const headBytes = 8;
const kinds = { header: 0, update: 1, file: 2 } as const;

export interface JournalHeader {
  historyId: string;
  /** Path of the notebook when the journal was begun, for people who look into it. */
  path: string;
}

/** What is known of the `.ipynb` that belongs to the updates before it. */
export interface FileState {
  /** sha256 of the bytes last read from disk, or about to be written. */
  hash: string;
}

export interface JournalContent {
  header: JournalHeader;
  updates: Uint8Array[];
  /** Hashes of the file, oldest first: the last may have been written or not, when a crash came between. */
  files: FileState[];
  /** Bytes up to the end of the last whole record. */
  validBytes: number;
}

function record(kind: number, payload: Uint8Array): Buffer {
  const bytes = Buffer.alloc(headBytes + 1 + payload.length);
  bytes.writeUInt32LE(payload.length + 1, 0);
  bytes.writeUInt8(kind, headBytes);
  bytes.set(payload, headBytes + 1);
  bytes.writeUInt32LE(crc32(bytes.subarray(headBytes)), 4);
  return bytes;
}

export function beginning(header: JournalHeader): Buffer {
  return Buffer.concat([magic, record(kinds.header, Buffer.from(JSON.stringify(header)))]);
}

export function updateRecord(update: Uint8Array): Buffer {
  return record(kinds.update, update);
}

export function fileRecord(file: FileState): Buffer {
  return record(kinds.file, Buffer.from(JSON.stringify(file)));
}

/** The records from `offset` on: for who follows a journal that another writes. */
export function readRecords(data: Buffer, offset: number): { kind: number; payload: Buffer; end: number }[] {
  const records: { kind: number; payload: Buffer; end: number }[] = [];
  let at = offset;
  while (at + headBytes < data.length) {
    const length = data.readUInt32LE(at);
    const end = at + headBytes + length;
    if (length === 0 || end > data.length) break;
    const body = data.subarray(at + headBytes, end);
    if (crc32(body) !== data.readUInt32LE(at + 4)) break;
    records.push({ kind: body.readUInt8(0), payload: body.subarray(1), end });
    at = end;
  }
  return records;
}

/** Null when not even its header is whole. */
export function readJournal(data: Buffer): JournalContent | null {
  if (!data.subarray(0, magic.length).equals(magic)) return null;
  const [first, ...rest] = readRecords(data, magic.length);
  if (first === undefined || first.kind !== kinds.header) return null;
  const header = parseObject(first.payload);
  if (typeof header?.historyId !== 'string') return null;
  const content: JournalContent = {
    header: { historyId: header.historyId, path: String(header.path) },
    updates: [],
    files: [],
    validBytes: first.end,
  };
  for (const { kind, payload, end } of rest) {
    if (kind === kinds.update) content.updates.push(payload);
    if (kind === kinds.file) {
      const hash = parseObject(payload)?.hash;
      if (typeof hash === 'string') content.files.push({ hash });
    }
    content.validBytes = end;
  }
  return content;
}

function parseObject(payload: Buffer): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(payload.toString());
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}
