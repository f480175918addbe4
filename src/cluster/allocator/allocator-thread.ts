import { parentPort, workerData } from 'node:worker_threads';
import { Allocation } from './allocation.ts';
import type { AllocatorStart, Change, Foresee } from './messages.ts';

/** The thread that plans: a cycle over a large cluster takes a while, and nobody else should wait for it. */
if (!parentPort) throw new Error('the allocator runs as a worker thread');
const port = parentPort;
const start: AllocatorStart = workerData;
const allocation = new Allocation(start, (message) => port.postMessage(message));
port.on('message', (message: readonly Change[] | Foresee) => {
  if ('type' in message) allocation.foresee(message);
  else allocation.take(message);
});
