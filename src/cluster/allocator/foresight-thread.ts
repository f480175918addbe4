import { parentPort, workerData } from 'node:worker_threads';
import type { PlanSettings } from '../rules/plan/settings.ts';
import { foreseen } from './foreseen.ts';
import type { Change, Look } from './messages.ts';
import { StateCopy } from './state-copy.ts';

/** The thread that looks ahead from a copy of the allocator's state, so that no placement waits for it. */
if (!parentPort) throw new Error('foresight runs as a worker thread');
const port = parentPort;
const settings: PlanSettings = workerData;
const copy = new StateCopy();
port.on('message', (message: readonly Change[] | Look) => {
  if ('type' in message)
    port.postMessage(message.asked.roles.map((roles) => foreseen(copy.snapshot(message, roles), message, settings)));
  else for (const change of message) copy.take(change);
});
