import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { foldersOf } from '../../src/processes/folders.ts';
import { agentClient, type TaskState } from '../../src/sandbox/index.ts';
import { childrenOf, commandOf, descendantsOf, startTime } from '../../src/sandbox/processes.ts';
import { type RunRecord, readJson, readStatus, taskFolder } from '../../src/sandbox/task-folder.ts';
import { enginesFolder, type Platform } from '../platform/start-platform.ts';

/** A running workspace's processes, from the outermost. */
export interface Layers {
  readonly recorder: number;
  /** bubblewrap, outside. */
  readonly outer: number;
  /** The first process of the pid namespace. */
  readonly init: number;
  readonly launcher: number;
  /** Everything in the sandbox. */
  readonly inside: readonly number[];
}

/** The agent's tasks of that account's workspace, over ones too, oldest first. */
export async function workspaceTasks(platform: Platform, account: string): Promise<TaskState[]> {
  const agent = agentClient(foldersOf({ data: platform.data, engines: enginesFolder() }).agentSocket);
  const tasks = (await agent.list()).filter(({ kind, tenant }) => kind === 'workspace' && tenant === account);
  return tasks.sort((a, b) => a.createdAt - b.createdAt);
}

export function layersOf(platform: Platform, task: TaskState): Layers {
  const folder = taskFolder(join(platform.data, 'agent/tasks'), task.id);
  const outer = readJson<RunRecord>(folder.run)?.pid;
  const init = readStatus(folder).childPid;
  const launcher = init === undefined ? undefined : childrenOf(init)[0];
  if (outer === undefined || init === undefined || launcher === undefined) throw new Error(`${task.id} does not run`);
  const recorder = Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${outer}/status`, 'utf8'))?.[1]);
  return { recorder, outer, init, launcher, inside: descendantsOf(init) };
}

/** Those whose command line has a word that ends so. */
export function named(pids: readonly number[], text: string): number[] {
  return pids.filter((pid) => commandOf(pid).some((word) => word.endsWith(text)));
}

export const alive = (pids: readonly number[]): number[] => pids.filter((pid) => startTime(pid) !== undefined);
