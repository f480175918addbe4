import { queryOptions } from '@tanstack/react-query';
import {
  type Agent,
  type Framework,
  fitNow,
  getAccountUsage,
  getAgent,
  getCluster,
  getClusterHistory,
  getTask,
  getTaskUsage,
  listAgents,
  listFrameworks,
  listRoles,
  listTaskFiles,
  whyFramework,
} from '../../../src/cluster/contract.ts';
import { call } from '../api/call.ts';
import { everyPage } from '../api/every-page.ts';

/** Events tell most changes; used and measured amounts change without one. */
const everyMs = 5_000;
const pageSize = 500;

/** Lists of several pages are asked for less often, so that they cost no more. */
const asOftenAsOne = ({ state }: { readonly state: { readonly data?: readonly unknown[] | undefined } }) =>
  everyMs * Math.max(1, Math.ceil((state.data?.length ?? 0) / pageSize));

export const clusterQuery = queryOptions({
  queryKey: ['cluster', 'picture'],
  queryFn: ({ signal }) => call(getCluster, { signal }),
  refetchInterval: everyMs,
});

export const historyQuery = queryOptions({
  queryKey: ['cluster-history'],
  queryFn: ({ signal }) => call(getClusterHistory, { query: { hours: 24 }, signal }),
  refetchInterval: 60_000,
});

export const agentsQuery = queryOptions({
  queryKey: ['cluster', 'agents'],
  queryFn: ({ signal }) =>
    everyPage<Agent>((after) => call(listAgents, { query: { limit: pageSize, after }, signal }), 10_000),
  refetchInterval: asOftenAsOne,
});

export const agentQuery = (agentId: string) =>
  queryOptions({
    queryKey: ['cluster', 'agents', agentId],
    queryFn: ({ signal }) => call(getAgent, { params: { agentId }, signal }),
  });

export const frameworksQuery = (completed: boolean) =>
  queryOptions({
    queryKey: ['cluster', 'frameworks', completed],
    queryFn: ({ signal }) =>
      everyPage<Framework>(
        (after) => call(listFrameworks, { query: { limit: pageSize, after, completed }, signal }),
        10_000,
      ),
    refetchInterval: asOftenAsOne,
  });

export const whyFrameworkQuery = (frameworkId: string) =>
  queryOptions({
    queryKey: ['cluster', 'frameworks', 'why', frameworkId],
    queryFn: ({ signal }) => call(whyFramework, { params: { frameworkId }, signal }),
    refetchInterval: everyMs,
  });

export const rolesQuery = queryOptions({
  queryKey: ['cluster', 'roles'],
  queryFn: ({ signal }) => call(listRoles, { signal }),
  refetchInterval: everyMs,
});

export const taskQuery = (taskId: string) =>
  queryOptions({
    queryKey: ['tasks', taskId],
    queryFn: ({ signal }) => call(getTask, { params: { taskId }, signal }),
    refetchInterval: ({ state }) => (state.data?.endedAt == null ? everyMs : false),
  });

export const taskFilesQuery = (taskId: string, path: string, live: boolean) =>
  queryOptions({
    queryKey: ['tasks', taskId, 'files', path],
    queryFn: ({ signal }) => call(listTaskFiles, { params: { taskId }, query: { path, limit: 500 }, signal }),
    refetchInterval: live ? 10_000 : false,
  });

export const accountUsageQuery = (name: string) =>
  queryOptions({
    queryKey: ['cluster-history', 'usage', name],
    queryFn: ({ signal }) => call(getAccountUsage, { params: { name }, signal }),
    refetchInterval: 60_000,
  });

/** Cores and bytes. */
export const fitQuery = (cpus: number, memory: number) =>
  queryOptions({
    queryKey: ['cluster', 'fit', cpus, memory],
    queryFn: ({ signal }) => call(fitNow, { query: { cpus, memory }, signal }),
  });

export const taskUsageQuery = (taskId: string, live: boolean) =>
  queryOptions({
    queryKey: ['tasks', taskId, 'usage'],
    queryFn: ({ signal }) => call(getTaskUsage, { params: { taskId }, signal }),
    refetchInterval: live ? 10_000 : false,
  });
