import { closeSync, constants, existsSync, openSync, readdirSync, readSync, rmSync, watch } from 'node:fs';
import { Socket } from 'node:net';
import { join } from 'node:path';
import type { LogStream } from '../task.ts';
import { taskFolder } from '../task-folder.ts';
import { type StreamLimits, streamWriter } from './stream-files.ts';

export interface ScribeOptions extends StreamLimits {
  /** The folder of all tasks. */
  tasks: string;
  /** The folder of their fifos. */
  streams: string;
  /** Who prints faster waits. */
  bytesPerSecond: number;
}

export interface Scribe {
  /** Fifos that there are. */
  open(): number;
  close(): void;
}

/**
 * Writes what tasks print: for each fifo that appears among `streams`, what comes out of it into the task's folder.
 * The fifo is removed when nobody is left who could write and all is written.
 */
export function scribe(options: ScribeOptions): Scribe {
  const known = new Map<string, () => void>();
  const look = (name: string) => {
    if (known.has(name)) return;
    const [, id = '', stream] = /^(.+)\.(stdout|stderr)$/.exec(name) ?? [];
    if (stream !== 'stdout' && stream !== 'stderr') return;
    known.set(
      name,
      readFifo(options, id, stream, () => known.delete(name)),
    );
  };
  const lookAtAll = () => {
    for (const name of namesOf(options.streams)) look(name);
  };
  const watcher = watch(options.streams, (_kind, name) => {
    if (name && existsSync(join(options.streams, name))) look(name);
  });
  watcher.on('error', () => {});
  lookAtAll();
  // The kernel drops notices when there are very many.
  const looks = setInterval(lookAtAll, 1000);
  return {
    open: () => namesOf(options.streams).length,
    close() {
      watcher.close();
      clearInterval(looks);
      for (const stop of known.values()) stop();
    },
  };
}

function namesOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

const mostWaitMs = 1000;
/** A recorder that was killed before it opened what it had made. */
const mostForsakenMs = 30_000;

/** @returns what ends it before its time */
function readFifo(options: ScribeOptions, id: string, stream: LogStream, done: () => void): () => void {
  const { path: folder, exit, streams } = taskFolder(options.tasks, id);
  const path = `${streams}.${stream}`;
  const writer = streamWriter(folder, stream, options);
  const begun = performance.now();
  let waitMs = 5;
  let socket: Socket | undefined;
  let timer: NodeJS.Timeout | undefined;
  let windowBegan = 0;
  let windowBytes = 0;

  const later = (work: () => void, milliseconds: number) => {
    timer = setTimeout(work, milliseconds);
  };
  const finish = () => {
    writer.close();
    rmSync(path, { force: true });
    done();
  };
  /** On a full disk it waits for room, and so does who prints. */
  const write = (bytes: Buffer) => {
    const left = writer.write(bytes);
    if (left.length > 0 && existsSync(folder)) {
      socket?.pause();
      return later(() => {
        socket?.resume();
        write(left);
      }, mostWaitMs);
    }
    const now = performance.now();
    if (now - windowBegan > 1000) [windowBegan, windowBytes] = [now, 0];
    windowBytes += bytes.length;
    if (windowBytes < options.bytesPerSecond || socket?.isPaused()) return;
    socket?.pause();
    later(() => socket?.resume(), windowBegan + 1000 - now);
  };
  const begin = () => {
    const descriptor = openFifo(path);
    if (descriptor === undefined) return done();
    const first = firstOf(descriptor);
    if (first?.length === 0) {
      closeSync(descriptor);
      // Before anybody has opened it to write, and after everybody has closed it, it looks the same.
      const forsaken = performance.now() - begun > mostForsakenMs;
      if (forsaken || existsSync(exit) || !existsSync(folder)) return finish();
      waitMs = Math.min(2 * waitMs, mostWaitMs);
      return later(begin, waitMs);
    }
    socket = new Socket({ fd: descriptor, readable: true, writable: false });
    socket.on('data', write);
    socket.once('close', finish);
    socket.on('error', () => {});
    if (first) write(first);
  };
  begin();
  return () => {
    clearTimeout(timer);
    socket?.off('close', finish);
    socket?.destroy();
    writer.close();
  };
}

function openFifo(path: string): number | undefined {
  try {
    return openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch {
    return undefined;
  }
}

/** Nothing in it: undefined; nobody who could write: no bytes. */
function firstOf(descriptor: number): Buffer | undefined {
  const bytes = Buffer.alloc(65_536);
  try {
    return bytes.subarray(0, readSync(descriptor, bytes));
  } catch {
    return undefined;
  }
}
