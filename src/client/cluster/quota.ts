import type { SomeResources } from '../../cluster/contract.ts';
import {
  listRoles,
  type PriorityClass,
  previewRoles,
  type Role,
  type RoleChange,
  setRole,
} from '../../cluster/contract.ts';
import { amountText, shareText, sizeText } from '../../cluster/words.ts';
import { call } from '../call.ts';
import type { Connection } from '../connection.ts';
import { tableText } from './table-text.ts';

export async function quotaList(to: Connection): Promise<string> {
  const { items } = await call(to, listRoles);
  return items.length === 0 ? 'No roles use or want anything.\n' : tableText(heads, items.map(row), right);
}

const heads = ['ROLE', 'WEIGHT', 'CPUS', 'MEMORY', 'SHARE', 'FAIR', 'GUARANTEE', 'LIMIT', 'CLASS', 'RUNS', 'WAITS'];
const right = ['WEIGHT', 'CPUS', 'MEMORY', 'SHARE', 'FAIR', 'RUNS', 'WAITS'];

function row({
  path,
  weight,
  used,
  share,
  fairShare,
  guarantee,
  limit,
  highestClass,
  running,
  waiting,
}: Role): string[] {
  return [
    ...[path, String(weight), String(Number(used.cpus.toFixed(2))), amountText('memory', used.memory)],
    ...[shareText(share), shareText(fairShare), some(guarantee), some(limit), highestClass],
    ...[String(running), String(waiting)],
  ];
}

function some(amounts: SomeResources): string {
  const whole = { cpus: 0, memory: 0, disk: 0, inodes: 0, bandwidth: 0, ports: 0, ...amounts };
  return Object.keys(amounts).length === 0 ? 'none' : sizeText(whole);
}

export interface QuotaOptions {
  readonly weight?: number | 'none';
  readonly guarantee?: SomeResources | 'none';
  readonly limit?: SomeResources | 'none';
  readonly class?: PriorityClass | 'none';
  readonly preview?: true;
}

export async function quotaSet(to: Connection, path: string, options: QuotaOptions): Promise<string> {
  const { weight, guarantee, limit, class: highestClass } = options;
  const change: RoleChange = {
    path,
    ...(weight === undefined ? {} : { weight: orNull(weight) }),
    ...(guarantee === undefined ? {} : { guarantee: orNull(guarantee) }),
    ...(limit === undefined ? {} : { limit: orNull(limit) }),
    ...(highestClass === undefined ? {} : { highestClass: orNull(highestClass) }),
  };
  if (!options.preview) return tableText(heads, [row(await call(to, setRole, { body: change }))], right);
  const seen = await call(to, previewRoles, { body: { changes: [change] } });
  const lines = [
    ...seen.starts.map(({ name, role, tasks }) => `starts: ${name} (${role})${tasks > 1 ? `, ${tasks} tasks` : ''}`),
    ...seen.preemptions.map(({ task, for: winner, rule }) => `ends: ${task.name}, for ${winner.name}. ${rule.text}`),
    `waiting: ${seen.waitingBefore} before, ${seen.waitingAfter} after`,
  ];
  return `${tableText(heads, seen.after.filter((one) => one.path === path).map(row), right)}${lines.join('\n')}\n`;
}

/** The platform goes back to the default for null. */
function orNull<Value>(value: Value | 'none'): Value | null {
  return value === 'none' ? null : value;
}
