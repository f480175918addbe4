import { useQuery } from '@tanstack/react-query';
import { stopWorkspace } from '../../../src/workspace/contract.ts';
import { call } from '../api/call.ts';
import { useAccount } from '../api/session.ts';
import { learnWorkspace } from '../api/workspace.ts';
import { type WorkspaceStatus, workspaceStatusQuery } from '../api/workspace-status.ts';
import { type Say, useTranslation } from '../catalogue/use-translation.ts';
import { notebookName } from '../files/home-path.ts';
import { ConfirmLoss } from '../parts/confirm-loss.tsx';
import styles from './home.module.css';

/** Asks before the own workspace stops, and names what ends with it. */
export default function StopWorkspace({ close }: { close: () => void }) {
  const { t } = useTranslation();
  const account = useAccount();
  const { data } = useQuery(workspaceStatusQuery(account, true));
  const ends = data ? whatEnds(data, t) : [];
  return (
    <ConfirmLoss
      title={t('home.stopTitle')}
      verb={t('home.stop')}
      act={() => call(stopWorkspace, { params: { name: account } }).then(learnWorkspace)}
      close={close}
    >
      {ends.length > 0 ? (
        <>
          {t('home.stopEnds')}
          <ul className={styles.ends}>
            {ends.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
          {t('home.stopLoss')}
        </>
      ) : (
        t('home.stopNothing')
      )}
    </ConfirmLoss>
  );
}

function whatEnds(status: WorkspaceStatus, t: Say): string[] {
  const kernels = status.kernels
    .filter((kernel) => kernel.phase !== 'dead')
    .map((kernel) => [
      kernel.path === null ? kernel.displayName : `${notebookName(kernel.path)}: ${kernel.displayName}`,
      kernel.phase === 'busy' ? t('home.busy') : '',
    ]);
  const terminals = status.terminals.map((terminal) => [
    t('home.terminal', { name: terminal.name }),
    terminal.foreground ?? '',
  ]);
  return [...kernels, ...terminals].map((parts) => parts.filter((part) => part !== '').join(', '));
}
