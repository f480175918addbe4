import { queryOptions, useSuspenseQuery } from '@tanstack/react-query';
import { getSession, type Session } from '../../../src/accounts/contract.ts';
import { call } from './call.ts';
import { Problem } from './problem.ts';
import { queries } from './queries.ts';
import { noteSessionEnded } from './session-ended.ts';

export type { Session };

/** Who is signed in; null when nobody is. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  staleTime: 60_000,
  queryFn: async ({ signal }): Promise<Session | null> => {
    if (isFirstVisit()) return null;
    try {
      return await call(getSession, { signal });
    } catch (failure) {
      if (!(failure instanceof Problem && failure.status === 401)) throw failure;
      // An open page keeps what it shows, unsaved edits above all, and asks its person to sign in over it.
      const before = queries.getQueryData<Session | null>(['session']) ?? null;
      if (before) noteSessionEnded(true);
      return before;
    }
  },
});

let asked = false;

/** The gateway saw no credential with this page, so nobody is signed in yet: an answer of 401 would only look like a fault. */
function isFirstVisit(): boolean {
  const first = !asked && document.documentElement.dataset.credential === 'none';
  asked = true;
  return first && !queries.getQueryData(['session']);
}

/** Whose page this is. Only inside the frame, which is not shown to anybody who is not signed in. */
export function useSession(): Session {
  const { data } = useSuspenseQuery(sessionQuery);
  if (!data) throw new Problem({ status: 401, code: 'not-signed-in', title: 'Sign in first' });
  return data;
}

export function useAccount(): string {
  return useSession().account.name;
}

/** The person of this page is signed in anew: everything goes on where it was. */
export function returnTo(session: Session): void {
  queries.setQueryData(sessionQuery.queryKey, session);
  noteSessionEnded(false);
  void queries.invalidateQueries();
  // What waits for a connection, as open notebooks do, tries at once.
  dispatchEvent(new Event('online'));
}

/** A new person is at this page: nothing that the last one saw stays. */
export function enter(session: Session): void {
  queries.clear();
  noteSessionEnded(false);
  queries.setQueryData(sessionQuery.queryKey, session);
}
