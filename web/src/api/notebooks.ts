import { queryOptions } from '@tanstack/react-query';
import type { RecentNotebook, RecentNotebooks } from '../../../src/workspace/protocol/status.ts';
import { findFiles } from './files.ts';
import { offline, problemOf } from './problem.ts';

export { joinNotebooks, type ListedNotebook } from './join-notebooks.ts';

/** Every file that the palette and the Notebooks page know of. */
export const foundFilesQuery = (account: string) =>
  queryOptions({
    queryKey: ['files', account, 'found'],
    staleTime: 30_000,
    queryFn: ({ signal }) => findFiles(account, signal),
  });

/** What the running workspace knows of notebooks: languages, last run. */
export const recentQuery = (account: string, running: boolean) =>
  queryOptions({
    queryKey: ['recent', account],
    enabled: running,
    refetchInterval: running ? 10_000 : false,
    queryFn: async ({ signal }): Promise<RecentNotebook[]> => {
      const answer = await fetch(`/user/${encodeURIComponent(account)}/stoa/recent?limit=200`, { signal }).catch(() => {
        throw offline();
      });
      if (!answer.ok) throw await problemOf(answer);
      return ((await answer.json()) as RecentNotebooks).notebooks;
    },
  });
