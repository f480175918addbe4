import { createReadStream, createWriteStream } from 'node:fs';
import { chmod, type FileHandle, mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createInflateRaw } from 'node:zlib';

interface Entry {
  name: string;
  method: number;
  compressed: number;
  offset: number;
  /** As in POSIX; 0 where the archive does not say. */
  mode: number;
}

const bad = (why: string) => new Error(`it is no zip archive that can be read: ${why}.`);

/** Unpacks a zip archive: stored and deflated entries, also of more than 4 GiB. Names that lead out are refused. */
export async function unzip(path: string, folder: string): Promise<void> {
  const file = await open(path);
  try {
    for (const entry of await entriesOf(file)) await unpack(file, path, folder, entry);
  } finally {
    await file.close();
  }
}

async function unpack(file: FileHandle, path: string, folder: string, entry: Entry): Promise<void> {
  const { name, method, compressed, mode } = entry;
  const parts = name.split('/');
  if (name.startsWith('/') || name.includes('\\') || name.includes('\0') || parts.includes('..'))
    throw bad(`the name ${JSON.stringify(name.slice(0, 80))} leads out of the folder`);
  const target = join(folder, name);
  if (name.endsWith('/')) {
    await mkdir(target, { recursive: true });
    return;
  }
  if ((mode & 0o170_000) === 0o120_000) throw bad('there is a link in it');
  if (method !== 0 && method !== 8) throw bad(`an entry is packed by the method ${method}`);
  await mkdir(dirname(target), { recursive: true });
  const head = await read(file, entry.offset, 30);
  const start = entry.offset + 30 + head.readUInt16LE(26) + head.readUInt16LE(28);
  const unpacked = createWriteStream(target, { mode: 0o600 });
  // The end is included, so of nothing there is no range.
  const packed = compressed === 0 ? [] : createReadStream(path, { start, end: start + compressed - 1 });
  if (method === 0 || compressed === 0) await pipeline(packed, unpacked);
  else await pipeline(packed, createInflateRaw(), unpacked);
  if (mode & 0o100) await chmod(target, 0o700);
}

async function entriesOf(file: FileHandle): Promise<Entry[]> {
  const { size } = await file.stat();
  const tailLength = Math.min(size, 65_557);
  const tail = await read(file, size - tailLength, tailLength);
  const at = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  if (at < 0) throw bad('its end is missing');
  let offset = tail.readUInt32LE(at + 16);
  let length = tail.readUInt32LE(at + 12);
  if (offset === 0xffff_ffff || length === 0xffff_ffff) {
    const locator = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 6, 7]), at);
    if (locator < 0) throw bad('its end is missing');
    const large = await read(file, Number(tail.readBigUInt64LE(locator + 8)), 56);
    length = Number(large.readBigUInt64LE(40));
    offset = Number(large.readBigUInt64LE(48));
  }
  if (offset + length > size) throw bad('it is cut short');
  const directory = await read(file, offset, length);
  const entries: Entry[] = [];
  for (let place = 0; place + 46 <= directory.length; ) {
    if (directory.readUInt32LE(place) !== 0x0201_4b50) throw bad('its list of entries is damaged');
    const nameLength = directory.readUInt16LE(place + 28);
    const extraLength = directory.readUInt16LE(place + 30);
    const extra = directory.subarray(place + 46 + nameLength, place + 46 + nameLength + extraLength);
    entries.push({
      name: directory.toString('utf8', place + 46, place + 46 + nameLength),
      method: directory.readUInt16LE(place + 10),
      mode: directory.readUInt32LE(place + 38) >>> 16,
      ...sizes(directory, place, extra),
    });
    place += 46 + nameLength + extraLength + directory.readUInt16LE(place + 32);
  }
  return entries;
}

/** Numbers that do not fit are in an extra field, in this order, only those that do not. */
function sizes(directory: Buffer, place: number, extra: Buffer): Pick<Entry, 'compressed' | 'offset'> {
  const plain = directory.readUInt32LE(place + 24);
  let compressed = directory.readUInt32LE(place + 20);
  let offset = directory.readUInt32LE(place + 42);
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 1) continue;
    let next = at + 4;
    const large = () => {
      next += 8;
      return Number(extra.readBigUInt64LE(next - 8));
    };
    if (plain === 0xffff_ffff) large();
    if (compressed === 0xffff_ffff) compressed = large();
    if (offset === 0xffff_ffff) offset = large();
  }
  return { compressed, offset };
}

async function read(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
  if (bytesRead < length) throw bad('it is cut short');
  return buffer;
}
