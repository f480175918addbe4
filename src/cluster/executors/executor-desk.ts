import type { TaskSpec } from '../../sandbox/index.ts';
import type { Deadlines } from '../run/deadlines.ts';
import type { TaskRecord } from '../tasks/task-record.ts';

/** What those who start and end tasks need of executors. */
export interface ExecutorDesk {
  /** A task that an executor is to begin: it hears of it at once, or when it subscribes. */
  start(task: TaskRecord): Promise<void>;
  /** A task that is to end. @param forced  where its executor does not end it in time, that is ended itself */
  kill(task: TaskRecord, graceSeconds: number, forced: boolean): Promise<void>;
  /** An executor that is to end is told so, and then its process is. */
  shutDown(executor: TaskRecord, graceSeconds: number): Promise<void>;
  /** One that runs for long and has not said a word does not work. To be called now and then for each such one. */
  endSilent(executor: TaskRecord, deadlines: Deadlines): void;
  /** Of its process, which its tasks run in. */
  limitsOf(executor: TaskRecord): Partial<TaskSpec['limits']>;
}
