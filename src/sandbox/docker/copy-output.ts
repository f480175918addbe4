import { write } from 'node:fs';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { frameReader } from '../rules/frames.ts';
import type { EngineClient } from './engine-client.ts';

const writeTo = promisify(write);
const lastWordsMs = 10_000;

export interface CopiedOutput {
  /** Nothing that is printed from then on is lost. */
  attached: Promise<void>;
  /** When the container is over: all that it printed is written, or that took too long. */
  ended(): Promise<void>;
}

/** Writes what a container prints to our own standard output and error; who reads there slowly makes it wait. */
export function copyOutput(engine: EngineClient, containerId: string): CopiedOutput {
  let over = false;
  const attached = Promise.withResolvers<void>();
  const copy = async () => {
    while (!over) {
      try {
        const stream = await engine.attach(containerId);
        attached.resolve();
        await copyAll(stream);
      } catch (cause) {
        attached.reject(cause);
      }
      // The engine was stopped, or the container has ended.
      if (!over) await sleep(500);
    }
  };
  const copying = copy();
  return {
    attached: attached.promise,
    async ended() {
      over = true;
      await Promise.race([copying, sleep(lastWordsMs)]);
    },
  };
}

async function copyAll(stream: Duplex): Promise<void> {
  const read = frameReader();
  stream.on('error', () => {});
  for await (const bytes of stream as AsyncIterable<Buffer>)
    for (const frame of read(bytes)) await writeWhole(frame.stream, frame.bytes);
}

async function writeWhole(to: 1 | 2, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length; ) done += (await writeTo(to, bytes, done)).bytesWritten;
}
