import { getTask, killTask, readLog } from '../../cluster/contract.ts';
import { call } from '../call.ts';
import type { Connection } from '../connection.ts';
import { plainText } from '../plain-text.ts';
import { LogPrinter } from './log-printer.ts';
import { followTask } from './run-task.ts';

const note = (line: string) => process.stderr.write(plainText(`stoa: ${line}\n`));

/** Prints what is kept of what a task wrote, and with `follow` what it writes from now on. */
export async function taskLog(to: Connection, taskId: string, follow: boolean): Promise<void> {
  const task = await call(to, getTask, { params: { taskId } });
  const { stdout, stderr } = task.log;
  const from = { stdout: stdout.from, stderr: stderr.from };
  if (follow) {
    await followTask(to, task, note, from);
    return;
  }
  const printer = new LogPrinter(from, note);
  for (const stream of ['stderr', 'stdout'] as const)
    for (let offset = from[stream]; offset < task.log[stream].to; ) {
      const part = await call(to, readLog, { params: { taskId, stream }, query: { offset, limit: 1_000_000 } });
      if (part.next <= offset) break;
      await printer.print(part);
      offset = part.next;
    }
}

export async function endTask(to: Connection, taskId: string, graceSeconds: number | undefined): Promise<string> {
  const body = graceSeconds === undefined ? {} : { graceSeconds };
  const { name, state } = await call(to, killTask, { params: { taskId }, body });
  return `${name}: ${state}\n`;
}
