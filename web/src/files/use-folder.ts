import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { SortKey } from '../../../src/storage/contract.ts';
import { filesContract } from '../../../src/storage/contract.ts';
import { call } from '../api/call.ts';
import type { Order } from '../parts/sort-rows.ts';

const pageSize = 1000;
const keys: Record<string, SortKey> = { name: 'name', size: 'size', changed: 'changed' };

/**
 * The entries of a folder, in pages that are fetched as the list is scrolled.
 * The home's link `groups` is left out: each group stands among the places.
 */
export function useFolder(account: string, path: string, order: Order, filter: string, hidden: boolean) {
  const query = useInfiniteQuery({
    queryKey: ['files', account, 'list', path, order, filter, hidden],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      call(filesContract.list, {
        params: { name: account },
        query: {
          path,
          limit: pageSize,
          sort: keys[order.by],
          order: order.up ? 'up' : 'down',
          cursor: pageParam || undefined,
          filter: filter || undefined,
          hidden: hidden ? '1' : undefined,
        },
        signal,
      }),
    getNextPageParam: (last) => last.next ?? undefined,
    placeholderData: (before) => (before?.pages[0]?.path === path ? before : undefined),
  });
  const entries = useMemo(
    () => query.data?.pages.flatMap((page) => page.entries.filter((entry) => entry.path !== 'groups')),
    [query.data],
  );
  return {
    ...query,
    entries,
    total: query.data?.pages[0]?.total ?? 0,
    writable: query.data?.pages[0]?.writable ?? false,
  };
}
