import { setTimeout as sleep } from 'node:timers/promises';
import { type Context, common } from '../platform/index.ts';
import type { ParamsOf, QueryOf, ReplyOf } from '../platform/operation.ts';
import type { ClusterParts } from './cluster-parts.ts';
import type {
  followLog as followOperation,
  LogStream,
  readLog as readOperation,
  Task,
  TaskDetail,
} from './contract.ts';
import { clusterProblems } from './problems.ts';
import { isOver } from './rules/task-life.ts';
import { showTask } from './show-task.ts';
import type { TaskRecord } from './tasks/task-record.ts';
import { viewerOf, visibleTask } from './viewer.ts';

const stillHereMilliseconds = 15_000;
const patienceMilliseconds = 1_000;
const mostWaiting = 64;
const streams = ['stdout', 'stderr'] as const;
const nothing = { from: 0, to: 0 };

/** From which byte to which both streams are kept. */
export async function keptLogs(
  { agentPort, agents }: ClusterParts,
  task: Pick<TaskRecord, 'id' | 'agent'>,
): Promise<TaskDetail['log']> {
  if (task.agent === null || agents.get(task.agent)?.reachable !== true) return { stdout: nothing, stderr: nothing };
  const agent = agentPort(task.agent);
  const late = new AbortController();
  const [stdout, stderr] = await Promise.all(
    streams.map(async (stream) => {
      const asked = agent.readLog(task.id, { stream, offset: 0, maxBytes: 1 }).catch(() => undefined);
      // One that has just begun to hang does not keep the rest of what is asked.
      const part = await Promise.race([asked, sleep(patienceMilliseconds, undefined, late).catch(() => undefined)]);
      return part === undefined ? nothing : { from: part.offset, to: part.end };
    }),
  );
  late.abort();
  return { stdout: stdout ?? nothing, stderr: stderr ?? nothing };
}

export async function readTaskLog(
  ctx: Context,
  parts: ClusterParts,
  { taskId, stream }: ParamsOf<typeof readOperation>,
  { offset, limit }: QueryOf<typeof readOperation>,
): Promise<ReplyOf<typeof readOperation>> {
  const task = await visibleTask(ctx, parts, taskId);
  const ended = isOver(task);
  if (task.agent === null) return { stream, offset: 0, data: '', next: 0, kept: nothing, ended };
  const kept = (await keptLogs(parts, task))[stream];
  const from = offset < 0 ? Math.max(kept.from, kept.to + offset) : offset;
  requireAnswering(parts, task.agent);
  const part = await parts.agentPort(task.agent).readLog(taskId, { stream, offset: from, maxBytes: limit });
  if (part === undefined) throw clusterProblems['log-not-kept']();
  const next = part.offset + part.bytes.length;
  const data = Buffer.from(part.bytes).toString('base64');
  return { stream, offset: part.offset, data, next, kept, ended };
}

/** Of one that is known to be away nothing is asked: nobody waits for it. */
export function requireAnswering({ agents }: ClusterParts, agent: string): void {
  if (agents.get(agent)?.reachable === true) return;
  throw common['not-ready'](`The agent ${agent}, which keeps this, does not answer. Ask again when it does.`);
}

type Line = ReplyOf<typeof followOperation>;

/** Lines as they come, from a task that may not have begun yet, until it is over and all that it wrote is told. */
export async function* followTaskLog(
  ctx: Context,
  parts: ClusterParts,
  taskId: string,
  from: QueryOf<typeof followOperation>,
): AsyncGenerator<Line> {
  const task = await visibleTask(ctx, parts, taskId);
  const viewer = await viewerOf(ctx, parts);
  const lines = new Lines();
  const ended = new AbortController();
  const signal = AbortSignal.any([ctx.signal, ended.signal]);
  const show = (now: TaskRecord) => showTask(parts, now, viewer);
  const put = (now: Task) => lines.put({ kind: 'task', task: now });
  put(show(task));
  const unwatch = parts.tasks.watch((now) => {
    if (now.id === taskId) put(show(now));
  });
  const beat = setInterval(() => lines.put({ kind: 'still-here' }), stillHereMilliseconds);
  const follow = async (stream: LogStream) => {
    if (!(await begun(parts, taskId, signal))) return;
    const { agent } = await visibleTask(ctx, parts, taskId);
    if (agent === null) return;
    requireAnswering(parts, agent);
    const kept = (await keptLogs(parts, { id: taskId, agent }))[stream];
    const offset = from[stream] < 0 ? Math.max(kept.from, kept.to + from[stream]) : from[stream];
    for await (const part of parts.agentPort(agent).followLog(taskId, { stream, offset }, signal)) {
      const data = Buffer.from(part.bytes).toString('base64');
      lines.put({ kind: 'written', stream, offset: part.offset, data, next: part.offset + part.bytes.length });
      await lines.room();
    }
  };
  const reasons = tellReasons(parts, taskId, show, put, signal);
  const all = Promise.all([...streams.map(follow), over(parts, taskId, signal), reasons]).then(
    () => lines.end(),
    (error) => lines.fail(error),
  );
  try {
    yield* lines.read(signal);
  } finally {
    unwatch();
    clearInterval(beat);
    ended.abort();
    await all;
  }
}

/** Whether it has begun anywhere; false when it ended before. */
async function begun({ tasks }: ClusterParts, id: string, signal: AbortSignal): Promise<boolean> {
  for (;;) {
    const task = tasks.get(id);
    if (task === undefined || task.startedAt !== null) return true;
    if (signal.aborted) return false;
    await changed(tasks, id, signal);
  }
}

/** While it waits, tells it again whenever the reason is another one. */
async function tellReasons(
  { tasks }: ClusterParts,
  id: string,
  show: (task: TaskRecord) => Task,
  tell: (task: Task) => void,
  signal: AbortSignal,
): Promise<void> {
  let told = '';
  for (let task = tasks.get(id); task?.state === 'queued' && !signal.aborted; task = tasks.get(id)) {
    const shown = show(task);
    const text = shown.reason?.text ?? '';
    if (text !== told) tell(shown);
    told = text;
    await changed(tasks, id, signal);
  }
}

async function over({ tasks }: ClusterParts, id: string, signal: AbortSignal): Promise<void> {
  while (tasks.get(id) !== undefined && !signal.aborted) await changed(tasks, id, signal);
}

async function changed(tasks: ClusterParts['tasks'], id: string, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const unwatch = tasks.watch((task) => {
    if (task.id === id) resolve();
  });
  const wait = new AbortController();
  await Promise.race([
    promise,
    sleep(1000, undefined, { signal: AbortSignal.any([signal, wait.signal]) }).catch(() => {}),
  ]);
  wait.abort();
  unwatch();
}

/** Lines of several writers for one reader. */
class Lines {
  #lines: Line[] = [];
  #ended = false;
  #error: unknown;
  #wake = Promise.withResolvers<void>();
  #taken = Promise.withResolvers<void>();

  put(line: Line): void {
    this.#lines.push(line);
    this.#wake.resolve();
  }

  /** A writer that has much more to say waits for the reader. */
  async room(): Promise<void> {
    while (this.#lines.length >= mostWaiting && !this.#ended) await this.#taken.promise;
  }

  end(): void {
    this.#ended = true;
    this.#wake.resolve();
    this.#taken.resolve();
  }

  fail(error: unknown): void {
    this.#error = error;
    this.end();
  }

  async *read(signal: AbortSignal): AsyncGenerator<Line> {
    const stop = () => this.end();
    signal.addEventListener('abort', stop, { once: true });
    for (;;) {
      const lines = this.#lines;
      this.#lines = [];
      yield* lines;
      this.#taken.resolve();
      this.#taken = Promise.withResolvers<void>();
      if (this.#lines.length > 0) continue;
      if (this.#error !== undefined && !signal.aborted) throw this.#error;
      if (this.#ended) return;
      await this.#wake.promise;
      this.#wake = Promise.withResolvers<void>();
    }
  }
}
