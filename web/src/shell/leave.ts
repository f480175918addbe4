import { useNavigate } from '@tanstack/react-router';
import { signOut } from '../../../src/accounts/contract.ts';
import { call } from '../api/call.ts';
import { queries } from '../api/queries.ts';
import { sessionQuery } from '../api/session.ts';
import { noteSessionEnded } from '../api/session-ended.ts';

/** Signs out; nothing that this person saw stays on the page. */
export function useLeave(): () => void {
  const navigate = useNavigate();
  return () => {
    void call(signOut, {})
      .catch(() => undefined)
      .then(async () => {
        // What the next page asks is asked, though this session has ended.
        noteSessionEnded(false);
        await navigate({ to: '/sign-in', search: { left: true } });
        queries.clear();
        queries.setQueryData(sessionQuery.queryKey, null);
      });
  };
}
