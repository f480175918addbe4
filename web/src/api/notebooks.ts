import { queryOptions } from '@tanstack/react-query';
import { filesContract } from '../../../src/storage/contract.ts';
import type { RecentNotebook, RecentNotebooks } from '../../../src/workspace/protocol/status.ts';
import { call } from './call.ts';
import { offline, problemOf } from './problem.ts';

export { joinNotebooks, type ListedNotebook } from './join-notebooks.ts';

/** The notebooks of the home and of the groups, the last changed first. */
export const foundNotebooksQuery = (account: string) =>
  queryOptions({
    queryKey: ['files', account, 'found', 'notebooks'],
    staleTime: 10_000,
    queryFn: ({ signal }) =>
      call(filesContract.find, { params: { name: account }, query: { ending: '.ipynb', limit: 5000 }, signal }),
  });

/** The files that were changed last, of every kind. */
export const foundFilesQuery = (account: string) =>
  queryOptions({
    queryKey: ['files', account, 'found', 'files'],
    staleTime: 10_000,
    queryFn: ({ signal }) => call(filesContract.find, { params: { name: account }, query: { limit: 1000 }, signal }),
  });

/** Whether the sample data of a new home are still there. */
export const sampleQuery = (account: string) =>
  queryOptions({
    queryKey: ['files', account, 'sample'],
    staleTime: 60_000,
    queryFn: ({ signal }) =>
      call(filesContract.list, { params: { name: account }, query: { path: 'samples', limit: 1000 }, signal }).then(
        ({ entries }) => entries.some(({ name }) => name === 'flights.parquet'),
        () => false,
      ),
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
