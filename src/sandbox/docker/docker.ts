import type { Host } from '../host.ts';
import type { Log } from '../options.ts';
import type { ProbeReport } from '../probe-report.ts';
import { parseEngineInfo, whyNotUsable } from '../rules/usable-engine.ts';
import { removeContainerGroups } from './container-groups.ts';
import { engineClient, saidBy } from './engine-client.ts';

/** The Docker engine beside an agent, which may come and go. */
export interface Docker {
  /** It answered when it was last asked, and can be used; else why not. Undefined: the settings name none. */
  state(): DockerState | undefined;
  /** Asks it; to be called now and then. */
  look(): Promise<void>;
  /** Ends and removes the task's container, when there is one. Throws when the engine does not say that it is gone. */
  remove(taskId: string): Promise<void>;
  /** Removes containers of tasks that are over. */
  removeOthers(live: (taskId: string) => boolean): Promise<void>;
}

export type DockerState = NonNullable<ProbeReport['docker']>;

/** Names our containers, beside those of other platforms and of people. */
export const containerName = (host: Pick<Host, 'mark'>, taskId: string): string => `stoa-${host.mark}-${taskId}`;
export const markLabel = 'stoa.agent';

export function openDocker(host: Host, log: Log): Docker {
  const { dockerSocket } = host.options;
  const engine = engineClient(dockerSocket);
  let state: DockerState | undefined =
    dockerSocket === '' ? undefined : { usable: false, why: 'It was not asked yet.' };
  const limits = (['memory', 'cpu', 'pids'] as const).every((controller) => host.cgroups.controllers.has(controller));

  const find = async (): Promise<DockerState> => {
    try {
      const answer = await engine.ask('GET', '/info', undefined, 5_000);
      if (answer.status !== 200) return { usable: false, why: saidBy(answer) };
      const info = parseEngineInfo(answer.body);
      const why = whyNotUsable(info, { rung: host.rung, limits });
      return why === undefined ? { usable: true, version: info.version } : { usable: false, why };
    } catch (cause) {
      return {
        usable: false,
        why: `${dockerSocket} does not answer: ${cause instanceof Error ? cause.message : cause}`,
      };
    }
  };

  const remove = async (name: string) => {
    const answer = await engine.ask('DELETE', `/containers/${name}?force=1&v=1`, undefined, 5_000);
    // 409: it is being removed already.
    if (answer.status >= 400 && answer.status !== 404 && answer.status !== 409) throw new Error(saidBy(answer));
  };

  return {
    state: () => state,
    async look() {
      if (state === undefined) return;
      const before = JSON.stringify(state);
      state = await find();
      if (JSON.stringify(state) === before) return;
      if (state.usable) log.info({ version: state.version }, 'tasks may run in Docker');
      else log.warn({ why: state.why }, 'no tasks run in Docker');
    },
    remove: (taskId) => remove(containerName(host, taskId)),
    async removeOthers(live) {
      if (!state?.usable) return;
      const filters = encodeURIComponent(JSON.stringify({ label: [`${markLabel}=${host.mark}`] }));
      const { body } = await engine.ask('GET', `/containers/json?all=1&filters=${filters}`);
      const ours = containerName(host, '');
      for (const name of namesIn(body)) {
        // An image may have our label too.
        const taskId = name.slice(ours.length);
        if (!name.startsWith(ours) || live(taskId)) continue;
        await remove(name);
        removeContainerGroups(host.mark, taskId);
      }
    },
  };
}

function namesIn(containers: unknown): string[] {
  if (!Array.isArray(containers)) return [];
  return containers.flatMap((one: unknown) => {
    const names = typeof one === 'object' && one !== null && 'Names' in one ? one.Names : [];
    return Array.isArray(names) ? names.map((name) => String(name).replace(/^\//, '')) : [];
  });
}
