import { setTimeout as sleep } from 'node:timers/promises';
import { startTime } from '../processes.ts';
import { bootId, type RunRecord, readJson, stillRuns, writeWhole } from '../task-folder.ts';
import { type ScribeOptions, scribe } from './scribe.ts';

/**
 * The process that writes what tasks print, one on a host, beside the agent and outliving it: the tasks go on printing
 * while the agent is away. Ends when there is nothing to write and nobody who launches: its stdin says when the agent
 * that started it is gone.
 */
const [given = '', record = ''] = process.argv.slice(2);
const options = JSON.parse(given) as ScribeOptions;
const mine: RunRecord = { pid: process.pid, startTime: startTime(process.pid) ?? 0, bootId: bootId() };
const idleMilliseconds = 60_000;

if (stillRuns(readJson<RunRecord>(record))) process.exit();
writeWhole(record, JSON.stringify(mine));
// Of two that begin at the same moment the one that has written last stays.
await sleep(20);
if (readJson<RunRecord>(record)?.pid !== mine.pid) process.exit();

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
let agentGone = false;
process.stdin.on('end', () => {
  agentGone = true;
  endIfIdle();
});
process.stdin.on('error', () => {});
process.stdin.resume();

const writing = scribe(options);
let busyAt = performance.now();
setInterval(endIfIdle, 1000);

function endIfIdle(): void {
  if (writing.open() > 0) busyAt = performance.now();
  else if (agentGone || performance.now() - busyAt > idleMilliseconds) process.exit();
}
