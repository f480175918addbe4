import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createTask, endedStates, followLog, killTask, type Task } from '../../cluster/contract.ts';
import { call } from '../call.ts';
import { type Connection, Refused } from '../connection.ts';
import { plainText } from '../plain-text.ts';
import { linesOf } from './lines-of.ts';
import { type LogOffsets, LogPrinter } from './log-printer.ts';
import { folderHere, type TaskOptions, taskRequest } from './task-request.ts';
import { watchSignals } from './watch-signals.ts';

/** When a task could not be run, as opposed to a command that failed. */
const notRun = 125;
const longestAway = 300_000;

/** Runs a command as a task, prints what it writes as it does, and ends with its exit code. */
export async function runTask(
  to: Connection,
  account: string,
  command: readonly string[],
  options: TaskOptions,
): Promise<number> {
  const folder = folderHere(process.env.STOA_ACCOUNT !== undefined, process.cwd());
  const body = taskRequest(command, options, { account, folder, key: randomUUID() });
  const task = await call(to, createTask, { body });
  if (options.detach) {
    process.stdout.write(`${task.id}\n`);
    return 0;
  }
  const note = (line: string) => process.stderr.write(plainText(`stoa: ${line}\n`));
  const stopped = watchSignals((again) => {
    note(again ? 'ending it at once' : `ending ${task.id}; once more ends it at once`);
    void call(to, killTask, { params: { taskId: task.id }, body: again ? { graceSeconds: 0 } : {} }).catch(
      (failure: Error) => note(failure.message),
    );
  });
  try {
    return exitCodeOf(await followTask(to, task, note), stopped.exitCode(), note);
  } finally {
    stopped.unwatch();
  }
}

/** Prints what a task writes until it has ended; goes on where it was when the connection is lost. */
export async function followTask(
  to: Connection,
  task: Task,
  note: (line: string) => void,
  from: LogOffsets = { stdout: 0, stderr: 0 },
): Promise<Task> {
  const printer = new LogPrinter(from, note);
  let last = task;
  let waits = '';
  let away: number | null = null;
  for (;;) {
    try {
      const given = { params: { taskId: task.id }, query: printer.offsets, signal: new AbortController().signal };
      for await (const item of linesOf(to, followLog, given)) {
        away = null;
        if (item.kind === 'written') await printer.print(item);
        if (item.kind !== 'task') continue;
        last = item.task;
        const why = last.state === 'queued' ? (last.reason?.text ?? '') : '';
        if (why !== '' && why !== waits) note(`waiting: ${why}`);
        waits = why;
      }
      if (hasEnded(last)) return last;
    } catch (failure) {
      if (failure instanceof Refused && failure.code !== '' && failure.code !== 'not-ready') throw failure;
    }
    if (away === null) note('the connection was lost; the task goes on, trying again');
    away ??= performance.now();
    if (performance.now() - away > longestAway)
      throw new Refused(`The platform does not answer. The task goes on: stoa log --follow ${task.id}`, {
        exitCode: notRun,
      });
    await sleep(1000);
  }
}

export function hasEnded({ state }: Task): boolean {
  return endedStates.some((one) => one === state);
}

/** The command's own code; 128 and the signal where that ended it; 125 where it was never run to its end. */
function exitCodeOf(task: Task, signalled: number | null, note: (line: string) => void): number {
  const { state, reason, exitCode } = task;
  if (state === 'finished') return exitCode ?? 0;
  if (reason !== null && reason.code !== 'ended-exit' && signalled === null) note(reason.text);
  if (signalled !== null && state === 'killed') return signalled;
  if (exitCode !== null && exitCode !== 0) return exitCode;
  return state === 'killed' ? 137 : notRun;
}
