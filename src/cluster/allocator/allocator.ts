import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { RoleView } from '../rules/snapshot.ts';
import type { AllocatorStart, Change, Decision, Foresee, Foreseen, Outlook, Report } from './messages.ts';

/** The allocator as the rest of the process sees it: changes go in, decisions come out. */
export interface Allocator {
  /** Those of one turn of the event loop are looked at together. */
  change(...changes: readonly Change[]): void;
  /**
   * What would happen by itself in so many milliseconds, once for each way in which roles might be.
   *
   * @returns null when too many ask, or it takes too long
   */
  foresee(roles: readonly (readonly RoleView[])[], milliseconds: number): Promise<readonly Outlook[] | null>;
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
  const asked = new Map<number, (answer: readonly Outlook[] | null) => void>();
  let lastAsked = 0;
  worker.on('message', (message: Decision | Foreseen | Report) => {
    if (message.type === 'decision') hear.decision(message);
    else if (message.type === 'report') hear.report(message);
    else {
      asked.get(message.id)?.(message.outlooks);
      asked.delete(message.id);
    }
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
    foresee(roles, milliseconds) {
      const question: Foresee = { type: 'foresee', id: ++lastAsked, roles, milliseconds };
      const { promise, resolve } = Promise.withResolvers<readonly Outlook[] | null>();
      asked.set(question.id, resolve);
      worker.postMessage(question);
      return promise;
    },
    async close() {
      closed = true;
      await worker.terminate();
    },
  };
}
