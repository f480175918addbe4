import type { MesosParts } from '../parts.ts';
import type { View } from '../view.ts';

/** The figures that tools for Mesos look for, of what the caller may see. */
export function figures(
  { startedAt, now }: MesosParts,
  { agents, frameworks, tasks }: View,
): ReadonlyMap<string, number> {
  const count = <T>(all: readonly T[], is: (one: T) => boolean) => all.filter(is).length;
  const states = new Map<string, number>();
  for (const { status } of tasks) states.set(status.state, (states.get(status.state) ?? 0) + 1);
  const inState = (state: string) => states.get(state) ?? 0;
  const sum = (of: (agent: View['agents'][number]) => number) => agents.reduce((total, agent) => total + of(agent), 0);
  const used: [string, number, number][] = [
    ['cpus', sum(({ used }) => used.resources.milliCpus) / 1000, sum(({ total }) => total.resources.milliCpus) / 1000],
    ['mem', sum(({ used }) => used.resources.memory) / 2 ** 20, sum(({ total }) => total.resources.memory) / 2 ** 20],
    ['disk', sum(({ used }) => used.resources.disk) / 2 ** 20, sum(({ total }) => total.resources.disk) / 2 ** 20],
  ];
  return new Map<string, number>([
    ['master/elected', 1],
    ['master/uptime_secs', (now() - startedAt) / 1000],
    ['master/slaves_active', count(agents, ({ state }) => state === 'active')],
    ['master/slaves_connected', count(agents, ({ state }) => state !== 'unreachable')],
    ['master/slaves_inactive', count(agents, ({ state }) => state === 'deactivated' || state === 'draining')],
    ['master/slaves_unreachable', count(agents, ({ state }) => state === 'unreachable')],
    ['master/frameworks_active', count(frameworks, ({ state }) => state === 'connected')],
    ['master/frameworks_connected', count(frameworks, ({ state }) => state === 'connected')],
    ['master/frameworks_disconnected', count(frameworks, ({ state }) => state === 'disconnected')],
    ...[
      'staging',
      'starting',
      'running',
      'killing',
      'finished',
      'failed',
      'killed',
      'error',
      'lost',
      'unreachable',
      'dropped',
      'gone',
      'gone_by_operator',
    ].map((name): [string, number] => [`master/tasks_${name}`, inState(`TASK_${name.toUpperCase()}`)]),
    ...used.flatMap(([name, held, total]): [string, number][] => [
      [`master/${name}_used`, held],
      [`master/${name}_total`, total],
      [`master/${name}_percent`, total > 0 ? held / total : 0],
    ]),
  ]);
}
