import { closeSync, openSync, readdirSync, readSync, rmSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { LogPart, LogPlace, LogStream } from '../task.ts';

/**
 * What a task printed on one stream: files that follow each other in its folder, each named by the offset of its first
 * byte (`stdout.0`, `stdout.1048611`), so that a byte's offset stays its own when the oldest file is dropped.
 */
interface StreamFile {
  path: string;
  offset: number;
  size: number;
}

function streamFiles(folder: string, stream: LogStream): StreamFile[] {
  const offsets = namesIn(folder).flatMap((name) =>
    name.startsWith(`${stream}.`) ? [Number(name.slice(stream.length + 1))] : [],
  );
  return offsets
    .sort((a, b) => a - b)
    .map((offset) => {
      const path = join(folder, `${stream}.${offset}`);
      return { path, offset, size: statSync(path, { throwIfNoEntry: false })?.size ?? 0 };
    });
}

/** What both streams of a task take of the disk. */
export const streamBytes = (folder: string): number =>
  [...streamFiles(folder, 'stdout'), ...streamFiles(folder, 'stderr')].reduce((sum, { size }) => sum + size, 0);

export function removeStreams(folder: string): void {
  for (const stream of ['stdout', 'stderr'] as const)
    for (const { path } of streamFiles(folder, stream)) rmSync(path, { force: true });
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

export const usualPartBytes = 65_536;
const largestPartBytes = 2 ** 20;

export function readStream(folder: string, { stream, offset, maxBytes = usualPartBytes }: LogPlace): LogPart {
  const files = streamFiles(folder, stream);
  const last = files.at(-1);
  const end = last ? last.offset + last.size : 0;
  const most = Math.max(0, Math.min(maxBytes, largestPartBytes));
  const begin = Math.max(offset ?? end - most, files[0]?.offset ?? 0);
  const pieces: Buffer[] = [];
  let length = 0;
  for (const file of files) {
    if (file.offset + file.size <= begin || length >= most) continue;
    const piece = pieceOf(file, begin + length - file.offset, most - length);
    pieces.push(piece);
    length += piece.length;
  }
  return { offset: Math.min(begin, end), bytes: Buffer.concat(pieces), end };
}

function pieceOf({ path, size }: StreamFile, from: number, most: number): Buffer {
  const piece = Buffer.alloc(Math.max(0, Math.min(most, size - from)));
  let descriptor: number;
  try {
    descriptor = openSync(path, 'r');
  } catch {
    // Dropped just now.
    return Buffer.alloc(0);
  }
  try {
    return piece.subarray(0, readSync(descriptor, piece, 0, piece.length, from));
  } finally {
    closeSync(descriptor);
  }
}

export interface StreamLimits {
  /** A file that has so much is followed by another. */
  fileBytes: number;
  /** So many are kept. */
  files: number;
}

export interface StreamWriter {
  /** @returns what the disk has no room for */
  write(bytes: Buffer): Buffer;
  close(): void;
}

/** Goes on behind what an earlier one has written. */
export function streamWriter(folder: string, stream: LogStream, { fileBytes, files }: StreamLimits): StreamWriter {
  let file: { descriptor: number; size: number } | undefined;
  let end = 0;
  const open = (offset: number, size: number) => {
    file = { descriptor: openSync(join(folder, `${stream}.${offset}`), 'a', 0o600), size };
    end = offset + size;
    return file;
  };
  const openLast = () => {
    const last = streamFiles(folder, stream).at(-1);
    return open(last?.offset ?? 0, last?.size ?? 0);
  };
  const openNext = (full: { descriptor: number }) => {
    closeSync(full.descriptor);
    file = undefined;
    const kept = streamFiles(folder, stream);
    for (const { path } of kept.slice(0, Math.max(0, kept.length - files + 1))) rmSync(path, { force: true });
    return open(end, 0);
  };
  return {
    write(bytes) {
      let rest = bytes;
      try {
        while (rest.length > 0) {
          let to = file ?? openLast();
          if (to.size >= fileBytes) to = openNext(to);
          const written = writeSync(to.descriptor, rest);
          to.size += written;
          end += written;
          rest = rest.subarray(written);
        }
      } catch {}
      return rest;
    },
    close() {
      if (file) closeSync(file.descriptor);
      file = undefined;
    },
  };
}
