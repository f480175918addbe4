import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { AllocatorStart, Change, Decision, Report } from './messages.ts';

/** The allocator as the rest of the process sees it: changes go in, decisions come out. */
export interface Allocator {
  /** Those of one turn of the event loop are looked at together. */
  change(...changes: readonly Change[]): void;
  close(): Promise<void>;
}

export function startAllocator(
  start: AllocatorStart,
  hear: { decision(decision: Decision): void; report(report: Report): void; failed(error: Error): void },
): Allocator {
  const worker = new Worker(new URL(`./allocator-thread${extname(import.meta.filename)}`, import.meta.url), {
    workerData: start,
  });
  let closed = false;
  worker.on('message', (message: Decision | Report) => {
    if (message.type === 'decision') hear.decision(message);
    else hear.report(message);
  });
  worker.on('error', hear.failed);
  worker.on('exit', () => closed || hear.failed(new Error('The allocator has ended.')));
  let waiting: Change[] = [];
  return {
    change(...changes) {
      if (waiting.length === 0)
        setImmediate(() => {
          worker.postMessage(waiting);
          waiting = [];
        });
      waiting.push(...changes);
    },
    async close() {
      closed = true;
      await worker.terminate();
    },
  };
}
