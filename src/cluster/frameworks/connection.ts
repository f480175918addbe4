import type { ClusterParts } from '../cluster-parts.ts';
import { executorName } from '../executors/executor-task.ts';
import type { LiveExecutors } from '../executors/live-executors.ts';
import type { FrameworkConnection, FrameworkSink } from '../framework-port.ts';
import { endTask } from '../run/end-task.ts';
import type { TaskRecord } from '../tasks/task-record.ts';
import { acceptOffers } from './accept-offers.ts';
import type { Appetite } from './appetite.ts';
import type { LiveFramework } from './live-framework.ts';
import type { Offering } from './offering.ts';
import { type Asked, reconcile } from './reconcile.ts';

/** What a connection needs of all frameworks. */
interface Frameworks {
  readonly parts: ClusterParts;
  readonly offering: Offering;
  readonly appetite: Appetite;
  readonly executors: LiveExecutors;
  /** Our id of a task that a framework calls so. */
  idOf(framework: string, task: string): string | undefined;
  tasksOf(framework: string): TaskRecord[];
  /** Its sink is gone: the time to come back begins. */
  left(framework: LiveFramework): void;
}

/** What a framework may do while this sink is its newest; what an older one says of offers counts no more. */
export function connectionOf(
  frameworks: Frameworks,
  framework: LiveFramework,
  sink: FrameworkSink,
): FrameworkConnection {
  const { offering, appetite, executors } = frameworks;
  const { id } = framework.record;
  const current = () => framework.sink === sink;
  const roles = (given: readonly string[] | undefined) => given ?? framework.record.roles;
  return {
    demand: (wants) => current() && appetite.say(framework, wants),
    accept: async (offerIds, operations, refuseMs) => {
      if (current()) await acceptOffers(frameworks, framework, offerIds, operations, refuseMs);
    },
    decline: (offerIds, refuseMs) => {
      if (current()) for (const offer of offerIds) offering.decline(framework, offer, refuseMs);
    },
    revive: (given) => {
      framework.clearFilters(roles(given));
      for (const role of roles(given)) {
        framework.suppressed.delete(role);
        framework.choosy.delete(role);
      }
      appetite.refresh(framework);
    },
    suppress: (given) => {
      for (const role of roles(given)) framework.suppressed.add(role);
      appetite.refresh(framework);
    },
    kill: (taskId, agentId, graceMs) => kill(frameworks, framework, taskId, agentId, graceMs),
    acknowledge: (taskId, _, uuid) => acknowledge(frameworks, id, taskId, Buffer.from(uuid).toString('hex')),
    reconcile: (asked) => told(frameworks, framework, asked),
    reconcileOperations: (asked) => {
      for (const status of framework.operations.reconcile(asked)) framework.sink?.operation(status);
    },
    message: (agentId, executorId, data) => {
      const executor = frameworks.idOf(id, executorName(agentId, executorId));
      if (executor !== undefined) executors.message(executor, data);
    },
    shutdown: async (agentId, executorId) => {
      const executor =
        frameworks.idOf(id, executorName(agentId, executorId)) ?? commandTask(frameworks, id, agentId, executorId);
      if (executor !== undefined) await endTask(frameworks.parts, executor, { by: 'framework', graceSeconds: null });
    },
    close: () => {
      if (current()) frameworks.left(framework);
    },
  };
}

/** The executor of a command has the name of its task. */
function commandTask(frameworks: Frameworks, framework: string, agentId: string, taskId: string): string | undefined {
  const id = frameworks.idOf(framework, taskId);
  const task = id === undefined ? undefined : frameworks.parts.tasks.get(id);
  return task?.agent === agentId && task.executed === undefined ? id : undefined;
}

async function kill(
  frameworks: Frameworks,
  framework: LiveFramework,
  taskId: string,
  agentId: string | null,
  graceMs: number | null,
): Promise<void> {
  const { parts } = frameworks;
  const id = frameworks.idOf(framework.record.id, taskId);
  const task = id === undefined ? undefined : parts.tasks.get(id);
  if (task === undefined) return told(frameworks, framework, [{ taskId, ...(agentId === null ? {} : { agentId }) }]);
  if (agentId !== null && task.agent !== agentId) return;
  await endTask(parts, task.id, { by: 'framework', graceSeconds: graceMs === null ? null : graceMs / 1000 });
}

async function acknowledge(frameworks: Frameworks, framework: string, taskId: string, uuid: string): Promise<void> {
  const id = frameworks.idOf(framework, taskId);
  if (id === undefined) return;
  await frameworks.parts.tasks.change(id, (task) =>
    task.updates[0]?.uuid === uuid ? { ...task, updates: task.updates.slice(1) } : undefined,
  );
}

function told(frameworks: Frameworks, framework: LiveFramework, asked: readonly Asked[]): void {
  const tasks = frameworks.tasksOf(framework.record.id);
  for (const status of reconcile(frameworks.parts, framework.record, tasks, asked)) framework.sink?.update(status);
}
