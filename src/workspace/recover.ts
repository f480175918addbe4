import { setTimeout as sleep } from 'node:timers/promises';
import { AgentError, type TaskState } from '../sandbox/index.ts';
import type { FilesTargets } from './files-targets.ts';
import type { Launcher } from './launcher.ts';
import { allWorkspaces } from './store.ts';

const over = new Set<TaskState['phase']>(['ended', 'failed', 'stopping']);

/**
 * Compares what should be (the records) with what is (the agent's tasks) when control starts: adopts what runs,
 * launches again what was under way, ends what nobody wants. Waits for the agent, however long that is.
 *
 * @param signal  ends the wait
 */
export async function recover(launcher: Launcher, files: FilesTargets, signal: AbortSignal): Promise<void> {
  const tasks = new Map((await tasksOfAgent(launcher, signal)).map((task) => [task.id, task]));
  const wanted = new Set<string>();
  for (const record of await allWorkspaces(launcher.parts.database.read)) {
    if (record.wanted !== 'running') continue;
    wanted.add(record.taskId);
    const live = launcher.live(record.account);
    const task = tasks.get(record.taskId);
    if (task?.phase === 'running' && record.startedAt !== null) await launcher.adopt(live, task, record);
    else if (task && over.has(task.phase)) await recordEnd(launcher, record.account, task);
    else launcher.launch(record);
  }
  for (const task of tasks.values()) {
    // Tasks of the cluster are its own to compare.
    if (task.kind === 'task' || over.has(task.phase) || wanted.has(task.id)) continue;
    const socket = task.sockets.server;
    if (task.kind === 'files' && task.phase === 'running' && socket !== undefined)
      files.adopt(task.tenant, { taskId: task.id, socket });
    else await launcher.parts.agent.stop(task.id);
  }
}

/** Control and agent start side by side: the first to be ready waits for the other. */
async function tasksOfAgent({ parts }: Launcher, signal: AbortSignal): Promise<TaskState[]> {
  for (let tries = 0; ; tries++) {
    try {
      return await parts.agent.list();
    } catch (error) {
      if (!(error instanceof AgentError) || error.code !== 'agent-unreachable') throw error;
      if (tries % 50 === 49) parts.log.warn({ err: error }, 'waiting for the agent');
      await sleep(100, undefined, { signal });
    }
  }
}

async function recordEnd(launcher: Launcher, account: string, task: TaskState): Promise<void> {
  const live = launcher.live(account);
  live.taskId = task.id;
  live.state = 'running';
  await launcher.over({ taskId: task.id, tenant: account, reason: task.reason ?? 'lost', detail: task.detail ?? '' });
}
