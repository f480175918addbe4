import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { foundNotebooksQuery, joinNotebooks, recentQuery, sampleQuery } from '../api/notebooks.ts';

/** The account's notebooks, newest first; undefined until the files are known. */
export function useNotebooks(account: string, running: boolean) {
  const found = useQuery(foundNotebooksQuery(account));
  const sample = useQuery(sampleQuery(account));
  const recent = useQuery(recentQuery(account, running));
  const notebooks = useMemo(() => {
    if (!found.data && !recent.data) return undefined;
    return joinNotebooks(found.data?.files ?? [], recent.data ?? []);
  }, [found.data, recent.data]);
  return {
    notebooks,
    complete: found.data ? found.data.complete && found.data.total === found.data.files.length : true,
    hasSample: sample.data ?? false,
    error: found.error,
    again: () => {
      void found.refetch();
      void recent.refetch();
    },
  };
}
