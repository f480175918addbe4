import { newSecret } from '../../platform/index.ts';
import type { TaskSpec } from '../../sandbox/index.ts';
import type { ExecutorRequest, LaunchRequest, Share } from '../framework-port.ts';
import { includes, without } from '../rules/ranges.ts';
import { fits, minus } from '../rules/resources.ts';
import type { TaskRecord } from '../tasks/task-record.ts';

/** The platform's own process beside an executor, which stands for the agent there. */
const besideMemory = 64 * 2 ** 20;
const defaultGraceMilliseconds = 5_000;

/** What an executor begins as: through the platform's own program, which answers it the executor API. */
const begin = ['/bin/sh', '-c', 'exec "$STOA_RELEASE/bin/node" "$STOA_RELEASE/inside/executor.js" "$@"', 'sh'];

/** Names an executor where tasks are named: no task can be called so. */
export function executorName(agent: string, executorId: string): string {
  return `executor ${agent} ${executorId}`;
}

/** Command and environment of an executor's process, as a Mesos agent gives them. */
export function executorCommand(task: TaskRecord): Pick<TaskSpec['processes'][number], 'argv' | 'env'> {
  const { executor, framework, agent, role, environment, command } = task;
  const grace = (task.graceMilliseconds ?? defaultGraceMilliseconds) / 1000;
  const given = {
    MESOS_FRAMEWORK_ID: framework,
    MESOS_EXECUTOR_ID: executor?.id ?? '',
    MESOS_SLAVE_ID: agent ?? '',
    MESOS_ALLOCATION_ROLE: role,
    MESOS_CHECKPOINT: '1',
    MESOS_RECOVERY_TIMEOUT: '15mins',
    MESOS_SUBSCRIPTION_BACKOFF_MAX: '2secs',
    MESOS_EXECUTOR_SHUTDOWN_GRACE_PERIOD: `${grace}secs`,
    MESOS_EXECUTOR_AUTHENTICATION_TOKEN: executor?.secret ?? '',
  };
  return { argv: [...begin, ...command], env: { ...environment, ...given } };
}

/** What an executor and the tasks in it may use together. */
export function executorLimits(executor: TaskRecord, tasks: Iterable<TaskRecord>) {
  let { milliCpus, memory } = executor.resources;
  for (const { resources } of tasks) {
    milliCpus += resources.milliCpus;
    memory += resources.memory;
  }
  return { memoryBytes: memory + besideMemory, cpus: Math.max(milliCpus / 1000, 0.01) };
}

type Placed = TaskRecord & { readonly agent: string };
type Asked = NonNullable<LaunchRequest['executor']>;

/** An executor that begins with its first task. */
export function executorRecord(id: string, framework: string, executor: ExecutorRequest, first: Placed): Placed {
  const { executorId, name, share, argv, env, fetches, graceMs, info } = executor;
  return {
    ...first,
    id,
    frameworkTask: executorName(first.agent, executorId),
    name: name === '' ? `${framework}: ${executorId}` : name,
    resources: share.resources,
    ports: share.ports,
    command: argv,
    environment: Object.fromEntries(env),
    fetch: fetches.map(({ url, extract, executable, cache, outputFile }) => ({
      ...{ uri: url, extract, executable, cache },
      ...(outputFile === null ? {} : { output: outputFile }),
    })),
    health: null,
    check: null,
    graceMilliseconds: graceMs ?? defaultGraceMilliseconds,
    milliseconds: null,
    labels: [],
    executor: {
      id: executorId,
      info: Buffer.from(info).toString('base64'),
      secret: `${id}.${newSecret()}`,
      subscribed: false,
    },
  };
}

/** A task that has no process of its own. */
export function inExecutor(task: Placed, executor: TaskRecord, { executorId, task: said }: Asked): Placed {
  const info = Buffer.from(said).toString('base64');
  return { ...task, health: null, check: null, fetch: [], executed: { by: executor.id, executorId, info, heard: [] } };
}

/**
 * @param runs  the executor of this id on the agent, if there is one
 * @param share  of the task
 */
export function whyNotInExecutor(
  asked: Asked,
  runs: TaskRecord | undefined,
  share: Share,
  left: Share,
  mostBytes: number,
): string | null {
  const bytes = asked.info.length + asked.task.length;
  if (bytes > mostBytes) return `Task and executor have ${bytes} bytes, at most ${mostBytes} are taken`;
  if (runs !== undefined) {
    if (runs.end !== null) return `Executor '${asked.executorId}' is being shut down`;
    return runs.executor?.info === Buffer.from(asked.info).toString('base64')
      ? null
      : 'ExecutorInfo is not compatible with existing ExecutorInfo with same ExecutorID';
  }
  const rest = { resources: minus(left.resources, share.resources), ports: without(left.ports, share.ports) };
  return fits(asked.share.resources, rest.resources) && includes(rest.ports, asked.share.ports)
    ? null
    : 'Task and its executor use more resources than the offers have';
}
