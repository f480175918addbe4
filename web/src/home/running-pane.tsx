import { ActionIcon } from '@mantine/core';
import { IconSquare } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { endProcess, workspaceStatusQuery } from '../api/workspace-status.ts';
import { useTranslation } from '../catalogue/use-translation.ts';
import { notebookName } from '../files/home-path.ts';
import { Bytes } from '../parts/bytes.tsx';
import { Elapsed } from '../parts/elapsed.tsx';
import { GreyRows } from '../parts/grey-rows.tsx';
import { ProblemBox } from '../parts/problem-box.tsx';
import { StateBadge } from '../parts/state-badge.tsx';
import styles from './home.module.css';

/** Kernels and terminals of the workspace, their memory, and the way to end each. */
export function RunningPane({ account, running }: { account: string; running: boolean }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const query = useQuery(workspaceStatusQuery(account, running));
  const status = running ? query.data : undefined;
  const end = (kind: 'kernels' | 'terminals', id: string) =>
    void endProcess(account, kind, id).finally(() =>
      client.invalidateQueries({ queryKey: workspaceStatusQuery(account, running).queryKey }),
    );
  const nothing = !running || (status && status.kernels.length === 0 && status.terminals.length === 0);
  return (
    <section className="pane">
      <header>
        <h2 className="grow">{t('home.running')}</h2>
      </header>
      {running && query.isPending ? <GreyRows rows={2} height={52} /> : null}
      {running && query.error && !status ? (
        <div style={{ padding: '0 12px 12px' }}>
          <ProblemBox error={query.error} again={() => void query.refetch()} />
        </div>
      ) : null}
      {nothing ? (
        <div className="t3" style={{ padding: '0 16px 14px' }}>
          {running ? t('home.nothingRuns') : t('home.nothingRunsStopped')}
        </div>
      ) : null}
      {status?.kernels.map((kernel) => (
        <div key={kernel.id} className={styles.running}>
          <div className="grow">
            <div className="row sb">
              {kernel.path ? (
                <Link to="/notebook/$" params={{ _splat: kernel.path }} className={`${styles.notebook} el`}>
                  {notebookName(kernel.path)}
                </Link>
              ) : (
                <span className="m5 el">{kernel.displayName}</span>
              )}
              <span className="t2">
                <Elapsed since={Date.parse(kernel.startedAt)} />
              </span>
            </div>
            <div className="row sb s12 t3">
              <span>
                {kernel.displayName}
                {kernel.memoryBytes === null ? null : (
                  <>
                    , <Bytes value={kernel.memoryBytes} />
                  </>
                )}
              </span>
              {kernel.phase === 'busy' ? (
                <StateBadge state="run">{t('home.busy')}</StateBadge>
              ) : kernel.phase === 'dead' ? (
                <StateBadge state="fail">{kernel.reason ?? t('home.dead')}</StateBadge>
              ) : (
                <span>{kernel.phase === 'idle' ? t('home.idle') : t('home.starting')}</span>
              )}
            </div>
          </div>
          <ActionIcon
            aria-label={t('home.endKernel')}
            title={t('home.endKernel')}
            onClick={() => end('kernels', kernel.id)}
          >
            <IconSquare size={14} stroke={1.75} />
          </ActionIcon>
        </div>
      ))}
      {status?.terminals.map((terminal) => (
        <div key={terminal.name} className={styles.running}>
          <div className="grow">
            <div className="row sb">
              <Link to="/terminal" className={styles.notebook}>
                {t('home.terminal', { name: terminal.name })}
              </Link>
              <span className="t2">
                <Elapsed since={Date.parse(terminal.startedAt)} />
              </span>
            </div>
            <div className="s12 t3">
              {terminal.foreground ?? t('home.idle')}
              {terminal.memoryBytes === null ? null : (
                <>
                  , <Bytes value={terminal.memoryBytes} />
                </>
              )}
            </div>
          </div>
          <ActionIcon
            aria-label={t('home.endTerminal')}
            title={t('home.endTerminal')}
            onClick={() => end('terminals', terminal.name)}
          >
            <IconSquare size={14} stroke={1.75} />
          </ActionIcon>
        </div>
      ))}
    </section>
  );
}
