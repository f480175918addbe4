import type { HealthCheck, LaunchRequest } from '../../framework-port.ts';
import type { Read } from '../codec/schema.ts';
import type { CommandInfo, HealthCheck as MesosHealthCheck, TaskInfo } from '../messages/task.ts';
import { fromMesosResources } from './resources.ts';

/** A task to launch, or why it cannot be: then it ends as TASK_ERROR with these words, as it would in Mesos. */
export type ReadLaunch = { readonly launch: LaunchRequest } | { readonly taskId: string; readonly problem: string };

const mostText = 1_000_000;

export function readLaunch(task: Read<typeof TaskInfo>): ReadLaunch {
  const taskId = task.task_id.value;
  const problem = whyNot(task);
  if (problem !== undefined) return { taskId, problem };
  const amount = fromMesosResources(task.resources);
  if ('problem' in amount) return { taskId, problem: `Task uses invalid resources: ${amount.problem}` };
  const { command } = task;
  return {
    launch: {
      taskId,
      name: task.name,
      agentId: task.agent_id.value,
      share: amount.share,
      argv: argvOf(command),
      env: environment(command),
      fetches: (command?.uris ?? []).map((uri) => ({
        url: uri.value,
        executable: uri.executable ?? false,
        extract: uri.extract ?? true,
        cache: uri.cache ?? false,
        outputFile: uri.output_file ?? null,
      })),
      healthCheck: task.health_check === undefined ? null : healthCheck(task.health_check),
      graceMs: milliseconds(task.kill_policy?.grace_period),
      longestMs: milliseconds(task.max_completion_time),
      labels: (task.labels?.labels ?? []).map(({ key, value }) => ({ key, value: value ?? '' })),
    },
  };
}

function whyNot({
  task_id,
  name,
  executor,
  command,
  container,
  resources,
  labels,
}: Read<typeof TaskInfo>): string | undefined {
  if (!isGoodId(task_id.value)) return `'${task_id.value.slice(0, 100)}' is not a task id`;
  if (name.length > 1000) return 'The name of a task has at most 1000 characters';
  if (executor !== undefined && command !== undefined)
    return 'Task should have at least one (but not both) of CommandInfo or ExecutorInfo present';
  if (executor !== undefined) return 'Custom executors are not run here: give the task a CommandInfo';
  if (command === undefined)
    return 'Task should have at least one (but not both) of CommandInfo or ExecutorInfo present';
  if (container?.type === 'DOCKER') return 'No agent here has a container engine: give the task no ContainerInfo';
  if ((container?.volumes.length ?? 0) > 0) return 'Volumes of the host are not given to tasks';
  if (argvOf(command).length === 0 || (command.value ?? '') === '') return 'The command has no value';
  if (resources.length === 0) return 'Task uses no resources';
  const text = [
    command.value ?? '',
    ...command.arguments,
    ...environment(command).keys(),
    ...environment(command).values(),
    ...(labels?.labels ?? []).flatMap(({ key, value }) => [key, value ?? '']),
    ...command.uris.flatMap((uri) => [uri.value, uri.output_file ?? '']),
  ];
  if (text.some((each) => each.includes('\0'))) return 'The command holds a NUL';
  return lengthOf(text) > mostText
    ? `The command, its variables and the labels have more than ${mostText} characters`
    : undefined;
}

export function lengthOf(words: readonly string[]): number {
  return words.reduce((sum, each) => sum + each.length, 0);
}

/** Mesos's rule for ids: they become names of folders. */
export function isGoodId(id: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return id !== '' && id.length <= 255 && id !== '.' && id !== '..' && !/[\u0000-\u0020/\\\u007f]/.test(id);
}

function argvOf(command: Read<typeof CommandInfo> | undefined): readonly string[] {
  const value = command?.value ?? '';
  if (command?.shell ?? true) return ['/bin/sh', '-c', value];
  const [name = value, ...rest] = command?.arguments ?? [];
  // Mesos's arguments begin with the name by which the program is to know itself.
  return name === '' ? [] : [value, ...rest];
}

function environment(command: Read<typeof CommandInfo> | undefined): ReadonlyMap<string, string> {
  const variables = command?.environment?.variables ?? [];
  return new Map(variables.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value] as const])));
}

function healthCheck(given: Read<typeof MesosHealthCheck>): HealthCheck {
  const { type, command, http, tcp } = given;
  const kind =
    type === 'HTTP' || (type === undefined && http !== undefined) ? 'http' : type === 'TCP' ? 'tcp' : 'command';
  return {
    kind,
    argv: kind === 'command' ? argvOf(command) : [],
    port: http?.port ?? tcp?.port ?? 0,
    path: http?.path ?? '/',
    delayMs: (given.delay_seconds ?? 15) * 1000,
    intervalMs: (given.interval_seconds ?? 10) * 1000,
    timeoutMs: (given.timeout_seconds ?? 20) * 1000,
    graceMs: (given.grace_period_seconds ?? 10) * 1000,
    consecutiveFailures: given.consecutive_failures ?? 3,
  };
}

export function milliseconds(duration: { readonly nanoseconds: number } | undefined): number | null {
  return duration === undefined ? null : Math.max(0, duration.nanoseconds / 1_000_000);
}
