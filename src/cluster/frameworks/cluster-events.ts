import type { ClusterEvent, TaskStatus } from '../framework-port.ts';
import type { TaskRecord } from '../tasks/task-record.ts';
import { isTold, toldTask } from './cluster-records.ts';
import { statusOf, updateOf } from './status-of.ts';

/** Tells whoever watches what happens in the cluster, as it does; costs nothing while nobody watches. */
export class ClusterEvents {
  readonly #hearers = new Set<(event: ClusterEvent) => void>();

  /** @returns what ends it */
  watch(hear: (event: ClusterEvent) => void): () => void {
    this.#hearers.add(hear);
    return () => this.#hearers.delete(hear);
  }

  tell(happened: () => readonly ClusterEvent[]): void {
    if (this.#hearers.size === 0) return;
    for (const event of happened()) for (const hear of [...this.#hearers]) hear(event);
  }
}

/** What a stored change of a task is to those who watch: each state that it has come through, and what its checks say. */
export function taskEvents(task: TaskRecord, before: TaskRecord): ClusterEvent[] {
  if (!isTold(task)) return [];
  if (task === before) return [{ type: 'task-added', task: toldTask(task) }];
  return statuses(task, before).map((status) => ({ type: 'task-updated', account: task.account, status }));
}

function statuses(task: TaskRecord, before: TaskRecord): TaskStatus[] {
  const known = new Set(before.updates.map(({ uuid }) => uuid));
  const news = task.updates.filter(({ uuid }) => !known.has(uuid));
  if (news.length > 0) return news.map((update) => updateOf(task, update));
  return task.state === before.state ? [] : [statusOf(task)];
}
