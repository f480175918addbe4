import { constants } from 'node:os';

/** A request of the kernel; `body` is a view that is overwritten by the next request. */
export interface KernelRequest {
  readonly opcode: number;
  /** Answered with the same. */
  readonly unique: bigint;
  readonly node: number;
  readonly uid: number;
  readonly gid: number;
  readonly body: Buffer;
}

const headBytes = 40;

export function readRequest(message: Buffer): KernelRequest {
  return {
    opcode: message.readUInt32LE(4),
    unique: message.readBigUInt64LE(8),
    node: Number(message.readBigUInt64LE(16)),
    uid: message.readUInt32LE(24),
    gid: message.readUInt32LE(28),
    body: message.subarray(headBytes, message.readUInt32LE(0)),
  };
}

/** Refused with a number of errno.h, such as `ENOENT`. */
export class Refusal extends Error {
  readonly code: keyof typeof constants.errno;

  constructor(code: keyof typeof constants.errno, cause?: unknown) {
    super(code, { cause });
    this.code = code;
  }
}

export function answer(unique: bigint, payload: Buffer): Buffer {
  const head = Buffer.alloc(16);
  head.writeUInt32LE(16 + payload.length, 0);
  head.writeBigUInt64LE(unique, 8);
  return payload.length === 0 ? head : Buffer.concat([head, payload]);
}

export function refuse(unique: bigint, code: keyof typeof constants.errno): Buffer {
  const head = answer(unique, Buffer.alloc(0));
  head.writeInt32LE(-constants.errno[code], 4);
  return head;
}

/** Names end with a zero byte. */
export function names(body: Buffer, from: number): string[] {
  return body.subarray(from).toString('utf8').split('\0').slice(0, -1);
}

/** As `stat` shows it. Times are milliseconds since 1970. */
export interface Attributes {
  readonly node: number;
  readonly size: number;
  readonly modifiedAt: number;
  readonly accessedAt: number;
  /** Kind and permission. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

const attributeBytes = 88;

function writeAttributes(to: Buffer, at: number, attributes: Attributes): void {
  const { node, size, modifiedAt, accessedAt, mode, uid, gid } = attributes;
  to.writeBigUInt64LE(BigInt(node), at);
  to.writeBigUInt64LE(BigInt(size), at + 8);
  to.writeBigUInt64LE(BigInt(Math.ceil(size / 512)), at + 16);
  for (const [place, milliseconds] of [accessedAt, modifiedAt, modifiedAt].entries()) {
    to.writeBigUInt64LE(BigInt(Math.floor(milliseconds / 1000)), at + 24 + 8 * place);
    to.writeUInt32LE((milliseconds % 1000) * 1_000_000, at + 48 + 4 * place);
  }
  to.writeUInt32LE(mode, at + 60);
  to.writeUInt32LE(1, at + 64);
  to.writeUInt32LE(uid, at + 68);
  to.writeUInt32LE(gid, at + 72);
  to.writeUInt32LE(blockBytes, at + 80);
}

/** What programs take for a good size of a read. */
const blockBytes = 128 * 1024;

/** `seconds`: the kernel does not ask again for so long. */
export function attributesAnswer(attributes: Attributes, seconds: number): Buffer {
  const payload = Buffer.alloc(16 + attributeBytes);
  payload.writeBigUInt64LE(BigInt(seconds), 0);
  writeAttributes(payload, 16, attributes);
  return payload;
}

const entryBytes = 40 + attributeBytes;

/** A name that was found; without attributes one that is known not to be there. */
export function entryAnswer(attributes: Attributes | undefined, seconds: number): Buffer {
  const payload = Buffer.alloc(entryBytes);
  payload.writeBigUInt64LE(BigInt(seconds), 16);
  payload.writeBigUInt64LE(BigInt(seconds), 24);
  if (!attributes) return payload;
  payload.writeBigUInt64LE(BigInt(attributes.node), 0);
  writeAttributes(payload, 40, attributes);
  return payload;
}

export function openAnswer(handle: number): Buffer {
  const payload = Buffer.alloc(16);
  payload.writeBigUInt64LE(BigInt(handle), 0);
  return payload;
}

export function writtenAnswer(bytes: number): Buffer {
  const payload = Buffer.alloc(8);
  payload.writeUInt32LE(bytes, 0);
  return payload;
}

export interface Space {
  readonly bytes: number;
  readonly freeBytes: number;
  readonly files: number;
  readonly freeFiles: number;
}

export function spaceAnswer({ bytes, freeBytes, files, freeFiles }: Space): Buffer {
  const payload = Buffer.alloc(80);
  const unit = 4096;
  const fields = [
    Math.floor(bytes / unit),
    Math.floor(freeBytes / unit),
    Math.floor(freeBytes / unit),
    files,
    freeFiles,
  ];
  for (const [place, value] of fields.entries()) payload.writeBigUInt64LE(BigInt(Math.max(0, value)), 8 * place);
  payload.writeUInt32LE(unit, 40);
  payload.writeUInt32LE(255, 44);
  payload.writeUInt32LE(unit, 48);
  return payload;
}

/** Kinds of a folder's entries, as in dirent.h. */
export const directoryEntry = { folder: 4, file: 8, link: 10 } as const;

export interface Listed {
  readonly name: string;
  /** Of the entry after it: where the kernel goes on. */
  readonly next: number;
  readonly node: number;
  /** One of `directoryEntry`. */
  readonly type: number;
}

/** One line of a folder, for FUSE_READDIR; with attributes for FUSE_READDIRPLUS. */
export function listedEntry({ name, next, node, type }: Listed, attributes?: Attributes | 'none', seconds = 0): Buffer {
  const bytes = Buffer.from(name, 'utf8');
  const line = Buffer.alloc(Math.ceil((24 + bytes.length) / 8) * 8);
  line.writeBigUInt64LE(BigInt(node), 0);
  line.writeBigUInt64LE(BigInt(next), 8);
  line.writeUInt32LE(bytes.length, 16);
  line.writeUInt32LE(type, 20);
  bytes.copy(line, 24);
  if (attributes === undefined) return line;
  return Buffer.concat([attributes === 'none' ? Buffer.alloc(entryBytes) : entryAnswer(attributes, seconds), line]);
}
