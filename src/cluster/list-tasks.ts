import type { Context } from '../platform/index.ts';
import type { QueryOf } from '../platform/operation.ts';
import type { ClusterParts } from './cluster-parts.ts';
import { endedStates, type listTasks as operation, type Task } from './contract.ts';
import { isOver } from './rules/task-life.ts';
import { showTask } from './show-task.ts';
import { countEnded, type EndedFilter, endedTasksBefore } from './store/ended-tasks.ts';
import type { TaskRecord } from './tasks/task-record.ts';
import { viewerOf } from './viewer.ts';

type Query = QueryOf<typeof operation>;

/** What is asked for. States: null: any; `live`: those that have not ended. */
interface Filter extends EndedFilter {
  readonly kind: string | null;
}

/**
 * Page by page, the newest first. Tasks that go on are in memory; of those that ended the database counts and answers one
 * page. Workspaces are listed where they are asked for.
 */
export async function listTasks(
  ctx: Context,
  parts: ClusterParts,
  query: Query,
): Promise<{ items: Task[]; next: string | null; total: number }> {
  const viewer = await viewerOf(ctx, parts);
  const filter = filterOf(query, viewer.administrator ? (query.account ?? null) : viewer.account);
  if (query.account !== undefined && filter.account !== query.account) return { items: [], next: null, total: 0 };
  const { page, total: inMemory } = knownPage(ofKind(parts, filter.kind), filter, query.after ?? null, query.limit + 1);
  const ended = wantsEnded(filter);
  const stored = ended
    ? await endedTasksBefore(ctx.read, ofEnded(filter), { before: query.after ?? null, limit: query.limit + 1 })
    : [];
  // Its end may have been stored after memory was looked at.
  const seen = new Set(page.map(({ id }) => id));
  const all = [...page, ...stored.filter(({ id }) => !seen.has(id))].sort(newestFirst);
  const shown = all.slice(0, query.limit);
  return {
    items: shown.map((task) => showTask(parts, task, viewer)),
    next: all.length > query.limit ? (shown.at(-1)?.id ?? null) : null,
    total: inMemory + (ended ? await countEnded(ctx.read, ofEnded(filter)) : 0),
  };
}

function ofKind({ places, tasks }: ClusterParts, kind: string | null): Iterable<TaskRecord> {
  if (kind === 'workspace') return places.all();
  return kind === null || kind === 'task' ? tasks.known() : [];
}

function filterOf({ state, role, agent, framework, kind, search }: Query, account: string | null): Filter {
  return {
    account,
    states: state === undefined ? null : state.split(',').flatMap(expanded),
    role: role ?? null,
    agent: agent ?? null,
    framework: framework ?? null,
    kind: kind ?? null,
    search: search?.toLowerCase() ?? null,
  };
}

function expanded(state: string): readonly string[] {
  const name = state.trim();
  return name === 'ended' ? endedStates : [name];
}

function wantsEnded({ states, kind }: Filter): boolean {
  if (kind !== null && kind !== 'task') return false;
  return states === null || states.some((state) => endedStates.some((one) => one === state));
}

/** Of those that ended each is asked for as a rule, and then the state need not be looked at. */
function ofEnded(filter: Filter): EndedFilter {
  return { ...filter, states: endedStates.every((one) => filter.states?.includes(one) ?? true) ? null : filter.states };
}

/** Those that fit, counted, and the newest of them. */
function knownPage(
  tasks: Iterable<TaskRecord>,
  filter: Filter,
  before: string | null,
  limit: number,
): { page: TaskRecord[]; total: number } {
  const fits = fitter(filter);
  const found: TaskRecord[] = [];
  let total = 0;
  let sorted = true;
  for (const task of tasks) {
    if (!fits(task)) continue;
    total++;
    if (before !== null && task.id >= before) continue;
    const last = found.at(-1);
    if (last !== undefined && last.id > task.id) sorted = false;
    found.push(task);
  }
  // As a rule they are in the order in which they were asked for, and need not be sorted.
  const page = sorted ? found.slice(-limit).reverse() : found.sort(newestFirst).slice(0, limit);
  return { page, total };
}

function fitter({ account, states, role, agent, framework, search }: Filter): (task: TaskRecord) => boolean {
  const wanted = states === null ? null : new Set<string>(states);
  const below = role === null ? null : `${role}/`;
  return (task) =>
    (account === null || task.account === account) &&
    (wanted === null || wanted.has(task.state) || (wanted.has('live') && !isOver(task))) &&
    (below === null || task.role === role || task.role.startsWith(below)) &&
    (agent === null || task.agent === agent) &&
    (framework === null || framework === task.framework) &&
    (search === null || task.name.toLowerCase().includes(search) || task.id.includes(search));
}

function newestFirst(a: TaskRecord, b: TaskRecord): number {
  return a.id < b.id ? 1 : a.id > b.id ? -1 : 0;
}
