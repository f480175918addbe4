import type { LaunchRequest } from '../../framework-port.ts';
import type { Read } from '../codec/schema.ts';
import { writeBinary } from '../codec/write-binary.ts';
import { TaskInfo } from '../messages/task.ts';
import { readChecks } from './checks.ts';
import { argvOf, environment, fetchesOf, isGoodId, lengthOf, milliseconds } from './command.ts';
import { imageOf } from './container.ts';
import { readExecutor } from './executor.ts';
import { fromMesosResources } from './resources.ts';
import { withoutVolumes } from './volumes.ts';

/** A task to launch, or why it cannot be: then it ends as TASK_ERROR with these words, as it would in Mesos. */
export type ReadLaunch = { readonly launch: LaunchRequest } | { readonly taskId: string; readonly problem: string };

const mostText = 1_000_000;

/** @param frameworkId  whose it is */
export function readLaunch(task: Read<typeof TaskInfo>, frameworkId: string): ReadLaunch {
  const taskId = task.task_id.value;
  const problem = whyNot(task);
  if (problem !== undefined) return { taskId, problem };
  const parts = withoutVolumes(task.resources);
  if ('problem' in parts) return { taskId, problem: `Task uses invalid resources: ${parts.problem}` };
  const { volumes } = parts;
  if (volumes.length > 0 && task.executor !== undefined)
    return {
      taskId,
      problem: 'Persistent volumes are given to tasks that have a command, not to those of an executor',
    };
  if (new Set(volumes.map(({ path }) => path)).size < volumes.length)
    return { taskId, problem: 'Task uses two persistent volumes at one path' };
  const amount = fromMesosResources(parts.rest);
  if ('problem' in amount) return { taskId, problem: `Task uses invalid resources: ${amount.problem}` };
  const checks = readChecks(task);
  if ('problem' in checks) return { taskId, problem: checks.problem };
  const { command } = task;
  const image = imageOf(task.container);
  if (image !== null && typeof image === 'object') return { taskId, problem: image.problem };
  if (image !== null && (volumes.length > 0 || (command?.uris.length ?? 0) > 0 || task.executor !== undefined))
    return { taskId, problem: 'A container has no persistent volumes, no executor, and no files that are fetched' };
  const executor = task.executor === undefined ? null : readExecutor(task.executor, frameworkId);
  if (executor !== null && 'problem' in executor) return { taskId, problem: executor.problem };
  return {
    launch: {
      taskId,
      name: task.name,
      agentId: task.agent_id.value,
      share: amount.share,
      reserved: amount.reserved,
      volumes,
      image,
      argv: executor?.argv ?? argvOf(command),
      env: environment(command),
      fetches: fetchesOf(command),
      ...checks,
      graceMs: milliseconds(task.kill_policy?.grace_period),
      longestMs: milliseconds(task.max_completion_time),
      executor: executor && { ...executor, task: toExecutor(task, frameworkId) },
      labels: (task.labels?.labels ?? []).map(({ key, value }) => ({ key, value: value ?? '' })),
    },
  };
}

/** As an executor is told of it: with the framework that it is of. */
function toExecutor(task: Read<typeof TaskInfo>, frameworkId: string): Uint8Array {
  const executor = task.executor && { ...task.executor, framework_id: { value: frameworkId } };
  return writeBinary(TaskInfo, { ...task, executor });
}

function whyNot({
  task_id,
  name,
  executor,
  command,
  resources,
  labels,
  health_check,
  check,
}: Read<typeof TaskInfo>): string | undefined {
  if (!isGoodId(task_id.value)) return `'${task_id.value.slice(0, 100)}' is not a task id`;
  if (name.length > 1000) return 'The name of a task has at most 1000 characters';
  if (executor !== undefined && command !== undefined)
    return 'Task should have at least one (but not both) of CommandInfo or ExecutorInfo present';
  if (executor === undefined && command === undefined)
    return 'Task should have at least one (but not both) of CommandInfo or ExecutorInfo present';
  if (command !== undefined && (argvOf(command).length === 0 || (command.value ?? '') === ''))
    return 'The command has no value';
  if (resources.length === 0) return 'Task uses no resources';
  const text = [
    command?.value ?? '',
    ...(command?.arguments ?? []),
    ...environment(command).keys(),
    ...environment(command).values(),
    ...(labels?.labels ?? []).flatMap(({ key, value }) => [key, value ?? '']),
    ...(command?.uris ?? []).flatMap((uri) => [uri.value, uri.output_file ?? '']),
    ...[health_check?.command, check?.command?.command].flatMap((asked) => [
      ...argvOf(asked),
      ...environment(asked).keys(),
      ...environment(asked).values(),
    ]),
  ];
  if (text.some((each) => each.includes('\0'))) return 'The command holds a NUL';
  return lengthOf(text) > mostText
    ? `The command, its variables and the labels have more than ${mostText} characters`
    : undefined;
}
