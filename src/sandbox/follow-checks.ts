import { closeSync, constants, openSync } from 'node:fs';
import { Socket } from 'node:net';

const betweenReadsMs = 200;
const longestLine = 200;

/**
 * Lines that a sandbox says of its checks, out of a fifo. They are the tenant's words: a flood of them is taken slowly.
 *
 * @returns ends it
 */
export function followChecks(fifo: string, said: (line: string) => void): () => void {
  let descriptor: number;
  try {
    descriptor = openSync(fifo, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch {
    return () => {};
  }
  let socket: Socket;
  try {
    socket = new Socket({ fd: descriptor, readable: true, writable: false });
  } catch {
    closeSync(descriptor);
    return () => {};
  }
  let rest = '';
  let timer: NodeJS.Timeout | undefined;
  socket.on('data', (bytes: Buffer) => {
    const lines = `${rest}${bytes.toString('latin1')}`.split('\n');
    rest = (lines.pop() ?? '').slice(0, longestLine);
    for (const line of lines) said(line.slice(0, longestLine));
    socket.pause();
    timer = setTimeout(() => socket.resume(), betweenReadsMs);
  });
  socket.on('error', () => {});
  return () => {
    clearTimeout(timer);
    socket.destroy();
  };
}
