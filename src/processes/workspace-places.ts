import type { ClusterRoom } from '../cluster/index.ts';
import type { Settings } from '../platform/index.ts';
import type { LauncherParts } from '../workspace/index.ts';

type Places = LauncherParts['places'];

/** Workspaces have their places from the cluster; each is counted with less than it may use. */
export function workspacePlaces({ places }: ClusterRoom, settings: Settings): Places {
  // Their servers are asked through one port.
  const [agent] = settings.agents;
  const resources = {
    milliCpus: Math.max(1, Math.round(settings.reservedCpus * 1000)),
    memory: settings.reservedMemory,
    ...{ disk: 0, inodes: 0, bandwidth: 0 },
  };
  const asked = ({ taskId, account, roleGroup, preempted, drained }: Parameters<Places['take']>[0]) => ({
    ...{
      id: taskId,
      name: account,
      account,
      role: `${roleGroup}/${account}`,
      priority: 'interactive' as const,
      resources: { ...resources, ports: 0 },
    },
    where: [{ attribute: 'agent', values: [agent], not: false }],
    preempted: ({ winner }: { readonly winner: { readonly role: string } }) =>
      preempted(winner.role.split('/', 1)[0] ?? winner.role),
    drained,
  });
  return {
    take: (workspace, waits, signal) => places.take(asked(workspace), waits, signal),
    hold: (workspace) => places.hold(asked(workspace), agent),
    free: (taskId) => places.free(taskId),
  };
}
