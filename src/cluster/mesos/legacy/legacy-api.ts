import type { TaskRecord } from '../../framework-port.ts';
import { ascii } from '../codec/write-json.ts';
import { flags } from '../flags.ts';
import type { Asked, Reply } from '../http/asked.ts';
import { Refusal } from '../http/refusal.ts';
import { figures } from '../operator/figures.ts';
import { version } from '../operator/messages.ts';
import type { MesosParts } from '../parts.ts';
import { tearDown } from '../tear-down.ts';
import { type Running, View } from '../view.ts';
import { changeRoles } from './change-roles.ts';
import { answerFiles } from './files.ts';
import { countsOf, frameworkOf, rolesOf, slaveOf, taskOf } from './shapes.ts';

type Page = (parts: MesosParts, view: View, query: URLSearchParams) => unknown;

const pages: Readonly<Record<string, Page>> = {
  '/state': state,
  '/state-summary': summary,
  '/frameworks': (_, view) => frameworksOf(view),
  '/slaves': (_, { agents }) => ({ slaves: agents.map(slaveOf), recovered_slaves: [] }),
  '/tasks': (_, { tasks }, query) => ({ tasks: pageOf(tasks, query).map(taskOf) }),
  '/roles': (_, view) => ({ roles: rolesOf(view) }),
  '/quota': (_, view) => ({ infos: rolesOf(view).map(({ quota }) => quota) }),
  '/weights': (_, { roles }) => roles.map(({ path, weight }) => ({ role: path, weight })),
  '/flags': (parts) => ({ flags: Object.fromEntries(flags(parts)) }),
  '/version': () => ({ version }),
  '/metrics/snapshot': (parts, view) => Object.fromEntries(figures(parts, view)),
};

const filePaths = ['/files/browse', '/files/read', '/files/download'];

/** Addresses of the older endpoints, each of which may also end in `.json`. */
export const legacyPaths = [...Object.keys(pages), '/health', '/redirect', '/teardown', ...filePaths];

export async function answerLegacy(parts: MesosParts, asked: Asked, path: string): Promise<Reply> {
  if (path === '/teardown') return endFramework(parts, asked);
  if (asked.method !== 'GET' && (path === '/weights' || path === '/quota')) return changeRoles(parts, asked, path);
  if (asked.method !== 'GET' && asked.method !== 'HEAD')
    throw new Refusal(405, `Expecting one of { 'GET' }, but received '${asked.method}'`, { allow: 'GET' });
  if (path === '/health') return { status: 200, headers: {}, body: '' };
  if (path === '/redirect') return redirect(parts);
  if (filePaths.includes(path))
    return answerFiles(parts, asked, path, new View(parts.core, asked.who, await parts.rolesOf(asked.who.account)));
  const page = pages[path];
  if (page === undefined) throw new Refusal(404, 'There is nothing at this address of the Mesos API');
  const view = new View(parts.core, asked.who, await parts.rolesOf(asked.who.account));
  return {
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: asciiJson(page(parts, view, asked.query)),
  };
}

function redirect({ master }: MesosParts): Reply {
  return { status: 307, headers: { location: `//${master.hostname ?? 'localhost'}:${master.port}` }, body: '' };
}

async function endFramework(parts: MesosParts, asked: Asked): Promise<Reply> {
  if (asked.method !== 'POST') throw new Refusal(405, "Expecting one of { 'POST' }", { allow: 'POST' });
  const id = new URLSearchParams(asked.body.toString()).get('frameworkId');
  if (id === null) throw new Refusal(400, "Missing 'frameworkId' query parameter in the request body");
  await tearDown(parts.core, asked.who, id);
  return { status: 200, headers: {}, body: '' };
}

function state(parts: MesosParts, view: View) {
  const { master, startedAt } = parts;
  const inState = (...states: string[]) => view.agents.filter((agent) => states.includes(agent.state)).length;
  return {
    ...headOf(parts),
    start_time: startedAt / 1000,
    elected_time: startedAt / 1000,
    activated_slaves: inState('active', 'draining'),
    deactivated_slaves: inState('deactivated'),
    unreachable_slaves: inState('unreachable'),
    leader: `master@${master.hostname}:${master.port}`,
    flags: Object.fromEntries(flags(parts)),
    slaves: view.agents.map(slaveOf),
    ...frameworksOf(view),
    orphan_tasks: [],
    recovered_slaves: [],
  };
}

function headOf({ master }: MesosParts) {
  const { id, hostname, port } = master;
  return {
    version,
    id,
    pid: `master@${hostname}:${port}`,
    hostname,
    cluster: 'stoa',
    leader_info: { id, hostname, port, pid: `master@${hostname}:${port}` },
  };
}

function frameworksOf(view: View) {
  const { frameworks } = view;
  const [running, completed] = [false, true].map((ended) =>
    frameworks
      .filter((each) => (each.state === 'completed') === ended)
      .map((framework) => frameworkOf(framework, view.ofFramework(framework.id))),
  );
  return { frameworks: running, completed_frameworks: completed, unregistered_frameworks: [] };
}

function summary(parts: MesosParts, view: View) {
  const { agents, frameworks } = view;
  const idsOf = ({ tasks }: Running, of: 'frameworkId' | 'agentId') => [
    ...new Set(tasks.map((task) => task[of] ?? '')),
  ];
  return {
    ...headOf(parts),
    slaves: agents.map((agent) => ({
      ...slaveOf(agent),
      ...countsOf(view.onAgent(agent.id).tasks),
      framework_ids: idsOf(view.onAgent(agent.id), 'frameworkId'),
    })),
    frameworks: frameworks
      .filter(({ state }) => state !== 'completed')
      .map((framework) => {
        const own = view.ofFramework(framework.id);
        const { tasks: _, unreachable_tasks: __, completed_tasks: ___, ...rest } = frameworkOf(framework, own);
        return { ...rest, ...countsOf(own.tasks), slave_ids: idsOf(own, 'agentId') };
      }),
  };
}

/** The latest first unless `order=asc`; a hundred unless `limit` says how many. */
function pageOf(tasks: readonly TaskRecord[], query: URLSearchParams): readonly TaskRecord[] {
  const is = (name: string, value: string) => query.get(name) === null || query.get(name) === value;
  const number = (name: string, otherwise: number) => {
    const given = query.get(name) ?? String(otherwise);
    if (!/^\d{1,9}$/.test(given)) throw new Refusal(400, `The query parameter '${name}' is a whole number`);
    return Number(given);
  };
  const sign = query.get('order') === 'asc' ? 1 : -1;
  const found = tasks
    .filter(({ frameworkId, taskId }) => is('framework_id', frameworkId) && is('task_id', taskId))
    .sort((a, b) => sign * (a.status.timestamp - b.status.timestamp));
  const from = number('offset', 0);
  return found.slice(from, from + number('limit', 100));
}

function asciiJson(value: unknown): string {
  if (typeof value === 'string') return ascii(value);
  if (Array.isArray(value)) return `[${value.map(asciiJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  return `{${entries.map(([key, each]) => `${ascii(key)}:${asciiJson(each)}`).join(',')}}`;
}
