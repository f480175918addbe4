import type { Context } from '../platform/index.ts';
import type { QueryOf } from '../platform/operation.ts';
import type { ClusterParts } from './cluster-parts.ts';
import { endedStates, type listTasks as operation, type Task } from './contract.ts';
import { isOver } from './rules/task-life.ts';
import { showTask } from './show-task.ts';
import { tasksBefore } from './store/tasks.ts';
import type { TaskRecord } from './tasks/task-record.ts';
import { viewerOf } from './viewer.ts';

const readAtOnce = 500;

type Query = QueryOf<typeof operation>;

/** Page by page, the newest first; what does not fit the filter is passed over. */
export async function listTasks(
  ctx: Context,
  parts: ClusterParts,
  query: Query,
): Promise<{ items: Task[]; next: string | null; total: number }> {
  const viewer = await viewerOf(ctx, parts);
  const account = viewer.administrator ? (query.account ?? null) : viewer.account;
  const hidden = query.account !== undefined && account !== query.account;
  const fits = hidden ? () => false : filter(query);
  const items: TaskRecord[] = [];
  let total = 0;
  let before: string | null = null;
  for (;;) {
    const read: TaskRecord[] = await tasksBefore(ctx.read, { account, before, limit: readAtOnce });
    for (const stored of read) {
      const task = parts.tasks.get(stored.id) ?? stored;
      if (!fits(task)) continue;
      total++;
      if (items.length <= query.limit && (query.after === undefined || task.id < query.after)) items.push(task);
    }
    before = read.at(-1)?.id ?? null;
    if (read.length < readAtOnce) break;
  }
  const shown = items.slice(0, query.limit);
  const next = items.length > query.limit ? (shown.at(-1)?.id ?? null) : null;
  return { items: shown.map((task) => showTask(parts, task, viewer)), next, total };
}

function filter({ state, role, agent, framework, kind, search }: Query): (task: TaskRecord) => boolean {
  const states = state === undefined ? null : new Set(state.split(',').flatMap(expanded));
  const wanted = search?.toLowerCase();
  return (task) =>
    (states === null || states.has(task.state) || (states.has('live') && !isOver(task))) &&
    (role === undefined || task.role === role || task.role.startsWith(`${role}/`)) &&
    (agent === undefined || task.agent === agent) &&
    (framework === undefined || framework === task.framework) &&
    (kind === undefined || kind === 'task') &&
    (wanted === undefined || task.name.toLowerCase().includes(wanted) || task.id.includes(wanted));
}

function expanded(state: string): readonly string[] {
  const name = state.trim();
  return name === 'ended' ? endedStates : [name];
}
