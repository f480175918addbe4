import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { foundFilesQuery, joinNotebooks, recentQuery } from '../api/notebooks.ts';

/** The account's notebooks, newest first; undefined until the files are known. */
export function useNotebooks(account: string, running: boolean) {
  const found = useQuery(foundFilesQuery(account));
  const recent = useQuery(recentQuery(account, running));
  const notebooks = useMemo(() => {
    if (!found.data && !recent.data) return undefined;
    return joinNotebooks(found.data?.files ?? [], recent.data ?? []);
  }, [found.data, recent.data]);
  return {
    notebooks,
    complete: found.data?.complete ?? true,
    hasSample: found.data?.files.find((file) => file.path === 'samples/flights.parquet') !== undefined,
    error: found.error,
    again: () => {
      void found.refetch();
      void recent.refetch();
    },
  };
}
