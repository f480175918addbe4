import { read, writeSync } from 'node:fs';
import { answer, type KernelRequest, Refusal, readRequest, refuse } from './messages.ts';
import { capability, opcode } from './opcodes.ts';

/** The most that one write brings; a request's head comes on top. */
const mostWriteBytes = 2 ** 20;
const pageBytes = 4096;

/** The answer's payload; undefined: the kernel waits for none. A Refusal is told as its number. */
export type Answers = (request: KernelRequest) => Promise<Buffer | undefined>;

/**
 * Serves a mounted file system: reads requests of the kernel from an open `/dev/fuse` and answers each when it is done,
 * in any order, until the file system is unmounted.
 *
 * @param failed  told of what the asker knows as EIO alone
 */
export async function serveDevice(device: number, answers: Answers, failed: (cause: unknown) => void): Promise<void> {
  for (;;) {
    // A fresh one for each request: what a handler keeps of it stays as it is.
    const message = await nextMessage(device);
    if (!message) return;
    const request = readRequest(message);
    if (request.opcode === opcode.init) send(device, answer(request.unique, greet(request.body)));
    else void serve(device, request, answers, failed);
  }
}

async function serve(
  device: number,
  request: KernelRequest,
  answers: Answers,
  failed: (cause: unknown) => void,
): Promise<void> {
  try {
    const payload = await answers(request);
    if (payload) send(device, answer(request.unique, payload));
  } catch (error) {
    const code = error instanceof Refusal ? error.code : 'EIO';
    if (code === 'EIO') failed(error instanceof Refusal ? error.cause : error);
    send(device, refuse(request.unique, code));
  }
}

const buffer = Buffer.allocUnsafe(mostWriteBytes + pageBytes);

/** Undefined: it was unmounted. */
function nextMessage(device: number): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    read(device, buffer, 0, buffer.length, null, (error, bytes) => {
      if (!error) return resolve(Buffer.from(buffer.subarray(0, bytes)));
      if (error.code === 'ENODEV') return resolve(undefined);
      // A request that was taken back, or a signal, between waking up and reading.
      if (error.code === 'ENOENT' || error.code === 'EINTR' || error.code === 'EAGAIN')
        return resolve(nextMessage(device));
      reject(error);
    });
  });
}

function send(device: number, message: Buffer): void {
  try {
    writeSync(device, message);
  } catch (error) {
    // Nobody waits for it any more, or the file system is gone.
    const code = Object(error).code;
    if (code !== 'ENOENT' && code !== 'ENODEV') throw error;
  }
}

/** Agrees with the kernel on the protocol: FUSE_INIT. */
function greet(body: Buffer): Buffer {
  const [major, minor, readAhead, offered] = [0, 4, 8, 12].map((at) => body.readUInt32LE(at));
  if (major !== 7 || minor === undefined || minor < 28) throw new Error(`the kernel speaks FUSE ${major}.${minor}`);
  const wanted = Object.values(capability).reduce((all, one) => all | one, 0);
  const reply = Buffer.alloc(64);
  reply.writeUInt32LE(7, 0);
  reply.writeUInt32LE(Math.min(minor, 31), 4);
  reply.writeUInt32LE(readAhead ?? 0, 8);
  reply.writeUInt32LE((wanted & (offered ?? 0)) >>> 0, 12);
  reply.writeUInt16LE(64, 16);
  reply.writeUInt16LE(48, 18);
  reply.writeUInt32LE(mostWriteBytes, 20);
  reply.writeUInt32LE(1_000_000, 24);
  reply.writeUInt16LE(mostWriteBytes / pageBytes, 28);
  return reply;
}
