import { AgentError, type TaskSpec, type Tenant } from '../../sandbox/index.ts';
import { onAllocatorsClock } from '../allocator/monotonic.ts';
import type { ClusterParts } from '../cluster-parts.ts';
import { executorCommand } from '../executors/executor-task.ts';
import { agentTask } from '../rules/agent-task.ts';
import { toldBy } from '../rules/agent-told.ts';
import { demandOf } from '../rules/allocator-views.ts';
import type { Ranges } from '../rules/ranges.ts';
import { sentence } from '../rules/say/sentence.ts';
import { stepped } from '../rules/task-life.ts';
import type { TaskRecord } from '../tasks/task-record.ts';
import { hearAgent } from './hear-agent.ts';

/** A queued task has its place: that is stored, and then it is started there. */
export async function startPlaced(parts: ClusterParts, id: string, agent: string): Promise<void> {
  const at = parts.foundation.clock.now();
  const wanted = parts.tasks.get(id)?.resources.ports ?? 0;
  const ports = wanted === 0 ? none : parts.frameworks.promisePorts(id, agent, wanted);
  if (ports === undefined) return askAgain(parts, id);
  const storing = parts.tasks.change(id, (now) => {
    const next = stepped(now, { state: 'staging', at, source: 'platform' });
    return next && { ...next, agent, ports, reason: null };
  });
  const task = await storing.finally(() => parts.frameworks.portsStored(id));
  // It was ended in between: its place is free again.
  if (task === undefined) parts.allocator.change({ type: 'over', task: id });
  else if (task.state === 'staging') await launch(parts, task);
}

const none: Ranges = [];

/** Its place is not good: it waits for another. */
function askAgain({ tasks, allocator, foundation }: ClusterParts, id: string): void {
  const task = tasks.get(id);
  allocator.change({ type: 'over', task: id });
  if (task !== undefined)
    allocator.change({ type: 'demand', demand: demandOf(task, onAllocatorsClock(foundation.clock.now())) });
}

/** Launching the same task twice is one launch, so what was under way is simply done again. */
export async function launch(parts: ClusterParts, task: TaskRecord): Promise<void> {
  const { foundation } = parts;
  if (task.agent === null) return;
  try {
    if (task.executed !== undefined) return await parts.frameworks.executors.start(task);
    const agent = parts.agentPort(task.agent);
    const tenant = await rightsOf(parts, task);
    if (tenant === undefined) return await refuse(parts, task, 'the account is suspended or deleted');
    for (const group of tenant.groups) await agent.ensureGroup(group);
    await hearAgent(parts, task.agent, task.id, toldBy(await agent.launch(specOf(parts, task, tenant))));
  } catch (error) {
    // An agent that is away is asked again when it is back.
    if (error instanceof AgentError && error.code === 'agent-unreachable') return;
    foundation.log.warn({ err: error, task: task.id }, 'a task could not be started');
    await refuse(parts, task, error instanceof AgentError ? error.message : 'something went wrong in the platform');
  }
}

/** An executor's process is the framework's command behind the platform's own, and has what its tasks have too. */
function specOf({ options, frameworks }: ClusterParts, task: TaskRecord, tenant: Tenant): TaskSpec {
  const spec = agentTask(task, tenant, options);
  if (task.executor === undefined) return spec;
  const processes = spec.processes.map((process) => ({ ...process, ...executorCommand(task) }));
  // Its folder is its tasks' too, and each of them was given room of its own.
  const { workBytes: _bytes, workFiles: _files, ...limits } = spec.limits;
  return { ...spec, processes, limits: { ...limits, ...frameworks.executors.limitsOf(task) } };
}

/**
 * The account with its groups of now, which are stored with the task first: whoever loses one of them later loses the
 * task. Who has lost one in between is asked for again. Undefined when the account is suspended or gone.
 */
async function rightsOf({ directory, tasks }: ClusterParts, { id, account }: TaskRecord): Promise<Tenant | undefined> {
  for (;;) {
    const tenant = await directory.tenant(account);
    const groups = namesOf(tenant);
    await tasks.change(id, (now) => (sameNames(now.groups, groups) ? undefined : { ...now, groups }));
    if (sameNames(namesOf(await directory.tenant(account)), groups)) return tenant;
  }
}

const namesOf = (tenant: Tenant | undefined) => (tenant?.groups ?? []).map(({ name }) => name).sort();

const sameNames = (some: readonly string[], others: readonly string[]) => some.join(' ') === others.join(' ');

async function refuse({ tasks, foundation }: ClusterParts, { id }: TaskRecord, detail: string): Promise<void> {
  const at = foundation.clock.now();
  const told = sentence('ended-not-started', { detail });
  const reason = 'REASON_CONTAINER_LAUNCH_FAILED';
  await tasks.change(id, (now) =>
    stepped(now, { state: 'error', at, source: 'platform', reason, told, message: detail }),
  );
}
