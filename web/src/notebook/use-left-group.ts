import { useEffect } from 'react';
import { queries } from '../api/queries.ts';
import { sessionQuery, useSession } from '../api/session.ts';

/**
 * The group of the notebook's folder, where this person is not in it any more; else null.
 *
 * @param gone  the notebook is not there any more, so who is in the group is asked anew
 */
export function useLeftGroup(path: string, gone: boolean): string | null {
  const { account } = useSession();
  useEffect(() => {
    if (gone) void queries.invalidateQueries({ queryKey: sessionQuery.queryKey });
  }, [gone]);
  const group = /^groups\/([^/]+)\//.exec(path)?.[1];
  return gone && group !== undefined && !account.groups.includes(group) ? group : null;
}
