import { queryOptions } from '@tanstack/react-query';
import type { WorkspaceStatus } from '../../../src/workspace/protocol/status.ts';
import { offline, problemOf } from './problem.ts';

export type { WorkspaceStatus };

/** What runs in the workspace now: kernels, terminals, memory. Only a running workspace can say. */
export const workspaceStatusQuery = (account: string, running: boolean) =>
  queryOptions({
    queryKey: ['workspace-status', account],
    enabled: running,
    refetchInterval: running ? 3_000 : false,
    queryFn: async ({ signal }): Promise<WorkspaceStatus> => {
      const answer = await fetch(`/user/${encodeURIComponent(account)}/stoa/status`, { signal }).catch(() => {
        throw offline();
      });
      if (!answer.ok) throw await problemOf(answer);
      return (await answer.json()) as WorkspaceStatus;
    },
  });

/** Ends a kernel or a terminal of the workspace, by Jupyter's own routes. */
export async function endProcess(account: string, kind: 'kernels' | 'terminals', id: string): Promise<void> {
  const answer = await fetch(`/user/${encodeURIComponent(account)}/api/${kind}/${encodeURIComponent(id)}`, {
    method: 'DELETE',
  }).catch(() => {
    throw offline();
  });
  if (!answer.ok && answer.status !== 404) throw await problemOf(answer);
}
