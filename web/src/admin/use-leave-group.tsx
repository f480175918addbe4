import { type ReactNode, useState } from 'react';
import { listWorkspaces } from '../../../src/workspace/contract.ts';
import { call } from '../api/call.ts';
import { useTranslation } from '../catalogue/use-translation.ts';
import { ConfirmLoss } from '../parts/confirm-loss.tsx';
import { toast } from '../parts/toasts.tsx';

interface Leaving {
  readonly account: string;
  readonly groups: readonly string[];
  readonly act: () => Promise<unknown>;
  /** Puts the account back. */
  readonly undo: () => void;
}

/**
 * Takes somebody out of groups. It restarts the person's workspace, so where that runs it is asked first; elsewhere it
 * is done at once and can be taken back.
 *
 * @param failed  told why it was not done
 */
export function useLeaveGroup(failed: (error: unknown) => void): {
  leave: (leaving: Leaving) => void;
  question: ReactNode;
} {
  const { t } = useTranslation();
  const [asked, setAsked] = useState<Leaving | null>(null);
  const leave = async (leaving: Leaving) => {
    const { items } = await call(listWorkspaces, {});
    const runs = items.some(({ name, state }) => name === leaving.account && state !== 'stopped' && state !== 'failed');
    if (runs) return setAsked(leaving);
    await leaving.act();
    const { account, undo } = leaving;
    toast({
      text: t('admin.removed', { name: account, group: leaving.groups.join(', ') }),
      undo: { label: t('parts.undo'), run: undo },
    });
  };
  return {
    leave: (leaving) => void leave(leaving).catch(failed),
    question: asked ? (
      <ConfirmLoss
        title={t('admin.removeTitle', { name: asked.account, group: asked.groups.join(', ') })}
        verb={t('admin.removeVerb')}
        act={asked.act}
        close={() => setAsked(null)}
      >
        {t('admin.removeLoss')}
      </ConfirmLoss>
    ) : null,
  };
}
