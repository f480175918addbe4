import { closeSync, constants, openSync, readSync } from 'node:fs';
import { Socket } from 'node:net';

/**
 * Whether the sandbox's first process lives, asked of the fifo that it holds open: no pid that may be another's by now.
 * Calls `gone` once, when its end of the fifo is closed (at once, when it is already).
 */
export function watchEnd(fifo: string, gone: () => void): { close(): void } {
  const descriptor = openSync(fifo, constants.O_RDONLY | constants.O_NONBLOCK);
  if (atEnd(descriptor)) {
    closeSync(descriptor);
    setImmediate(gone);
    return { close() {} };
  }
  // There is a writer, so its going away will be told.
  const socket = new Socket({ fd: descriptor, readable: true, writable: false });
  socket.on('data', () => {});
  socket.once('end', () => {
    socket.destroy();
    gone();
  });
  socket.on('error', () => {});
  return { close: () => socket.destroy() };
}

export function isAlive(fifo: string): boolean {
  let descriptor: number;
  try {
    descriptor = openSync(fifo, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch {
    return false;
  }
  try {
    return !atEnd(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function atEnd(descriptor: number): boolean {
  try {
    return readSync(descriptor, Buffer.alloc(1)) === 0;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EAGAIN') return false;
    throw cause;
  }
}
