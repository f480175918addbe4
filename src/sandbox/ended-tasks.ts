import { rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { removeStreams, streamBytes } from './logs/stream-files.ts';
import type { TaskOptions } from './options.ts';
import type { TaskState } from './task.ts';
import { type TaskFolder, writeWhole } from './task-folder.ts';

/** Tasks that are over, and what is kept of them. */
export interface EndedTasks {
  get(id: string): TaskState | undefined;
  all(): TaskState[];
  /** Just ended, or found at the start, which then may have been acknowledged. */
  add(state: TaskState, acknowledged?: boolean): void;
  /** As if it had never been: it may be launched again under its id. */
  drop(id: string): void;
  /** Its end is written down elsewhere; false when it is not known here. */
  acknowledge(id: string): boolean;
}

/**
 * The end of a `task` is kept until control has it, the others' are told as events alone. The oldest go first, with
 * their folders.
 */
export function endedTasks(folderOf: (id: string) => TaskFolder, most: TaskOptions): EndedTasks {
  const waiting = new Map<string, TaskState>();
  const acknowledged = new Map<string, TaskState>();
  /** Of each whose output is still there, the oldest first. */
  const logs = new Map<string, number>();
  let logBytes = 0;
  const dropLog = (id: string) => {
    logBytes -= logs.get(id) ?? 0;
    logs.delete(id);
  };
  const boundLogs = () => {
    for (const id of [...acknowledged.keys(), ...waiting.keys()]) {
      if (logBytes <= most.keptLogBytes) return;
      if (logs.has(id)) removeStreams(folderOf(id).path);
      dropLog(id);
    }
  };
  const bound = (tasks: Map<string, TaskState>, most: number) => {
    for (const id of tasks.keys()) {
      if (tasks.size <= most) return;
      tasks.delete(id);
      dropLog(id);
      remove(folderOf(id));
    }
  };
  const add = (state: TaskState, isAcknowledged: boolean) => {
    const tasks = isAcknowledged ? acknowledged : waiting;
    tasks.set(state.id, state);
    if (!logs.has(state.id)) {
      const bytes = streamBytes(folderOf(state.id).path);
      logs.set(state.id, bytes);
      logBytes += bytes;
    }
    bound(tasks, isAcknowledged ? most.keptEnded : most.keptUnacknowledged);
    boundLogs();
  };
  return {
    get: (id) => waiting.get(id) ?? acknowledged.get(id),
    all: () => [...waiting.values(), ...acknowledged.values()],
    add: (state, isAcknowledged = state.kind !== 'task') => add(state, isAcknowledged),
    drop(id) {
      waiting.delete(id);
      acknowledged.delete(id);
      const { path } = folderOf(id);
      rmSync(path, { recursive: true, force: true });
    },
    acknowledge(id) {
      const state = waiting.get(id);
      if (!state) return acknowledged.has(id);
      mark(folderOf(id));
      waiting.delete(id);
      add(state, true);
      return true;
    },
  };
}

function mark(folder: TaskFolder): void {
  try {
    writeWhole(folder.acknowledged, '');
  } catch {
    // A full disk: an agent that starts anew waits for it again.
  }
}

/** First what says that there was a task, so that an agent that starts meanwhile does not take up the rest. */
function remove(folder: TaskFolder): void {
  rmSync(folder.spec, { force: true });
  rm(folder.path, { recursive: true, force: true }).catch(() => {});
}
