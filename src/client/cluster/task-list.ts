import {
  type CheckedBy,
  type CheckResult,
  getTask,
  listTasks,
  type Task,
  type TaskDetail,
} from '../../cluster/contract.ts';
import { amountText, durationText, sizeText } from '../../cluster/words.ts';
import { call } from '../call.ts';
import type { Connection } from '../connection.ts';
import { preemptionLines, waitsText } from './explanation-text.ts';
import { tableText } from './table-text.ts';

export interface ListOptions {
  readonly state?: string;
  readonly agent?: string;
  readonly role?: string;
  readonly account?: string;
  readonly all?: true;
}

const most = 500;

export async function taskList(to: Connection, { all, ...filters }: ListOptions): Promise<string> {
  const state = filters.state ?? (all ? undefined : 'live');
  const query = { limit: most, ...filters, ...(state === undefined ? {} : { state }) };
  const { items, total } = await call(to, listTasks, { query });
  if (items.length === 0) return all ? 'No tasks.\n' : 'No tasks run or wait. --all shows those that ended.\n';
  const table = tableText(heads, items.map(row), ['CPUS', 'MEMORY', 'AGE']);
  return total > items.length ? `${table}${items.length} of ${total} shown.\n` : table;
}

const heads = ['ID', 'NAME', 'ACCOUNT', 'CLASS', 'CPUS', 'MEMORY', 'STATE', 'AGE', 'WHERE, OR WHY'];

function row({ id, name, account, class: priority, resources, state, requestedAt, agent, reason }: Task): string[] {
  const size = [String(resources.cpus), amountText('memory', resources.memory)];
  const age = durationText(Date.now() - requestedAt);
  return [id, cut(name), account, priority, ...size, state, age, reason?.text ?? agent ?? ''];
}

/** One task: what it asked for, its life, why it waits or ended. */
export async function oneTask(to: Connection, taskId: string): Promise<string> {
  const task = await call(to, getTask, { params: { taskId } });
  const lines = [
    `${task.name} (${task.id}): ${task.state}${task.reason === null ? '' : `. ${task.reason.text}`}`,
    `  asked for  ${sizeText(task.resources)}, class ${task.class}, role ${task.role}`,
    ...(task.used === null ? [] : [`  uses       ${usedText(task.used)}`]),
    ...(task.agent === null ? [] : [`  agent      ${task.agent}`]),
    ...(task.command === null ? [] : [`  command    ${task.command.join(' ')}`]),
    ...(task.container === null ? [] : [`  container  ${task.container.image}`]),
    ...task.fetch.map(({ uri }) => `  fetches    ${uri}`),
    ...task.ports.map(({ begin, end }) => `  ports      ${begin}${end === begin ? '' : `-${end}`}`),
    ...task.volumes.map(
      ({ name, path, readOnly }) => `  volume     ${name} at ${path}${readOnly ? ', read-only' : ''}`,
    ),
    ...checkLines(task),
    ...task.timeline.map(({ at, state, reason, message }) =>
      `  ${new Date(at).toISOString()}  ${state.padEnd(8)}  ${[reason ?? '', message].filter((part) => part !== '').join(': ')}`.trimEnd(),
    ),
  ];
  return `${lines.join('\n')}\n${whyText(task)}`;
}

function whyText({ name, why, preemptedFor }: TaskDetail): string {
  const preemptions = preemptedFor === null ? [] : [preemptedFor];
  if (why !== null) return waitsText(name, { state: 'waits', notes: [], explanations: [why], preemptions }, Date.now());
  return preemptions
    .flatMap(preemptionLines)
    .map((line) => `${line}\n`)
    .join('');
}

function checkLines({ health, check }: TaskDetail): string[] {
  const state = (healthy: boolean | null) => (healthy === null ? 'not known yet' : healthy ? 'healthy' : 'unhealthy');
  const since = (at: number | null) => (at === null ? '' : ` for ${durationText(Date.now() - at)}`);
  return [
    ...(health === null
      ? []
      : [`  health     ${state(health.healthy)}${since(health.since)} (${probeText(health.asked.how)})`]),
    ...(check === null
      ? []
      : [`  check      ${resultText(check.result)}${since(check.at)} (${probeText(check.asked.how)})`]),
  ];
}

function probeText(how: CheckedBy): string {
  if (how.kind === 'command') return how.command.join(' ');
  return how.kind === 'tcp' ? `tcp:${how.port}` : `${how.scheme}:${how.port}${how.path}`;
}

function resultText(result: CheckResult | null): string {
  if (result === null) return 'not made yet';
  if (result.exitCode !== null) return `exit code ${result.exitCode}`;
  if (result.statusCode !== null) return `HTTP status ${result.statusCode}`;
  return result.succeeded === null ? 'no answer in time' : result.succeeded ? 'connects' : 'does not connect';
}

function usedText({ cpus, memory, disk }: NonNullable<Task['used']>): string {
  const parts = [
    ...(cpus === null ? [] : [amountText('cpus', Number(cpus.toFixed(2)))]),
    ...(memory === null ? [] : [`${amountText('memory', memory)} memory`]),
    ...(disk === null ? [] : [`${amountText('disk', disk)} disk`]),
  ];
  return parts.join(', ');
}

function cut(name: string): string {
  return name.length > 40 ? `${name.slice(0, 39)}…` : name;
}
