import { Socket } from 'node:net';

/** Where Node keeps a connection's `onread`, which it takes from whoever connects but not for who is accepted. */
const [bufferKey, callbackKey, nextKey] = ['kBuffer', 'kBufferCb', 'kBufferGen'].map((name) =>
  Object.getOwnPropertySymbols(new Socket()).find(({ description }) => description === name),
);

export interface SocketReader {
  /** Where the next bytes go; never empty, and asked for again after each read. */
  room(): Buffer;
  /** Told how many came; false: no more until `resume`. */
  took(count: number): boolean;
}

/**
 * From now on the socket's bytes are read straight into the reader's memory: nothing is allocated for them, and
 * nothing is kept by the socket. `pause` and `resume` work as ever; 'data' is never emitted again.
 *
 * @returns false, and nothing is changed, for an encrypted socket and where this Node works otherwise
 */
export function readInto(socket: Socket, reader: SocketReader): boolean {
  const handle: unknown = Reflect.get(socket, '_handle');
  if (bufferKey === undefined || callbackKey === undefined || nextKey === undefined) return false;
  if ('encrypted' in socket || typeof handle !== 'object' || handle === null) return false;
  const use: unknown = Reflect.get(handle, 'useUserBuffer');
  if (typeof use !== 'function' || Reflect.get(socket, bufferKey) !== null) return false;
  const first = reader.room();
  Reflect.set(socket, bufferKey, first);
  Reflect.set(socket, callbackKey, (count: number) => reader.took(count));
  Reflect.set(socket, nextKey, () => reader.room());
  Reflect.apply(use, handle, [first]);
  return true;
}
