import { queryOptions, useQuery } from '@tanstack/react-query';
import { getWorkspace, type Workspace } from '../../../src/workspace/contract.ts';
import { call } from './call.ts';
import { queries } from './queries.ts';

export type { Workspace };

/** State, phases, limits and use of an account's workspace. Events keep it current; its use is asked anew while shown. */
export const workspaceQuery = (account: string) =>
  queryOptions({
    queryKey: ['workspace', account],
    queryFn: ({ signal }) => call(getWorkspace, { params: { name: account }, signal }),
    refetchInterval: (query) => {
      const state = query.state.data?.state;
      return state === 'starting' || state === 'stopping' ? 2_000 : state === 'running' ? 5_000 : false;
    },
  });

export function useWorkspace(account: string) {
  return useQuery(workspaceQuery(account));
}

/** Takes the state that the server has just told. */
export function learnWorkspace(workspace: Workspace): void {
  queries.setQueryData(workspaceQuery(workspace.name).queryKey, workspace);
}
