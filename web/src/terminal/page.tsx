import { Button, UnstyledButton } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useCallback, useEffect, useRef, useState } from 'react';
import { useAccount } from '../api/session.ts';
import { useTranslation } from '../catalogue/use-translation.ts';
import { FailureNote } from '../home/failure-note.tsx';
import { LaunchPhases } from '../home/launch-phases.tsx';
import { start, useKeptWorkspace } from '../notebook/workspace-state.ts';
import { Empty } from '../parts/empty.tsx';
import { ProblemBox } from '../parts/problem-box.tsx';
import { Page } from '../shell/page.tsx';
import styles from './terminal.module.css';
import { endTerminal, openTerminal, terminalsQuery } from './terminals.ts';

const Screen = lazy(() => import('./screen.tsx').then(({ Screen }) => ({ default: Screen })));

/** The chosen terminal stands behind the # of the address, so that a reload comes back to it. */
function useChosen(): [string, (name: string) => void] {
  const [chosen, setChosen] = useState(() => decodeURIComponent(location.hash.slice(1)));
  const choose = useCallback((name: string) => {
    history.replaceState(history.state, '', name === '' ? location.pathname : `#${encodeURIComponent(name)}`);
    setChosen(name);
  }, []);
  return [chosen, choose];
}

/** Shells in the workspace, one tab each. */
export function TerminalPage() {
  const { t } = useTranslation();
  const account = useAccount();
  const workspace = useKeptWorkspace(account);
  const running = workspace.data?.state === 'running';
  const queries = useQueryClient();
  const { data: terminals, error } = useQuery(terminalsQuery(account, running));
  const [chosen, choose] = useChosen();
  const [problem, setProblem] = useState<unknown>(null);
  const refresh = useCallback(
    () => queries.invalidateQueries({ queryKey: terminalsQuery(account, true).queryKey }),
    [queries, account],
  );
  const add = useCallback(() => {
    setProblem(null);
    openTerminal(account)
      .then(async ({ name }) => {
        await refresh();
        choose(name);
      })
      .catch(setProblem);
  }, [account, refresh, choose]);
  const end = (name: string) => {
    setProblem(null);
    endTerminal(account, name)
      .then(() => refresh())
      .catch(setProblem);
    if (name === chosen) choose(terminals?.find((one) => one.name !== name)?.name ?? '');
  };
  // Somebody who comes here wants a shell: the first visit makes one.
  const made = useRef(false);
  useEffect(() => {
    if (terminals === undefined || terminals.some((one) => one.name === chosen)) return;
    const first = terminals[0];
    if (first !== undefined) choose(first.name);
    else if (!made.current) {
      made.current = true;
      add();
    }
  }, [terminals, chosen, choose, add]);
  const current = terminals?.find((one) => one.name === chosen);
  const failure = problem ?? error ?? workspace.error;
  return (
    <Page title={t('terminal.title')} edge>
      {running && terminals !== undefined && terminals.length > 0 && (
        <div className={styles.tabs} role="tablist" aria-label={t('terminal.tabs')}>
          {terminals.map(({ name }) => (
            <div key={name} className={styles.tab} data-on={name === chosen || undefined}>
              <UnstyledButton role="tab" aria-selected={name === chosen} onClick={() => choose(name)}>
                {t('terminal.tab', { name })}
              </UnstyledButton>
              <UnstyledButton
                className={styles.end}
                aria-label={t('terminal.close', { name })}
                onClick={() => end(name)}
              >
                <IconX size={14} stroke={1.75} />
              </UnstyledButton>
            </div>
          ))}
          <UnstyledButton className={styles.add} aria-label={t('terminal.new')} title={t('terminal.new')} onClick={add}>
            <IconPlus size={16} stroke={1.75} />
          </UnstyledButton>
        </div>
      )}
      {failure ? (
        <div className={styles.notOpen}>
          <ProblemBox error={failure} again={() => void refresh()} />
        </div>
      ) : null}
      {workspace.data !== undefined && !running && (
        <div className={styles.notOpen}>
          <h1>{t(workspace.data.state === 'failed' ? 'terminal.notStarted' : 'terminal.starting')}</h1>
          {workspace.data.failure === null ? (
            <LaunchPhases phases={workspace.data.phases} />
          ) : (
            <FailureNote failure={workspace.data.failure} />
          )}
          {workspace.data.state === 'failed' && (
            <p>
              <Button onClick={() => void start(account)}>{t('terminal.start')}</Button>
            </p>
          )}
        </div>
      )}
      {running && terminals?.length === 0 && !failure && made.current && (
        <Empty
          title={t('terminal.none')}
          hint={t('terminal.noneHint')}
          action={<Button onClick={add}>{t('terminal.new')}</Button>}
        />
      )}
      {running && current !== undefined && (
        <Suspense>
          <Screen key={current.name} account={account} name={current.name} />
        </Suspense>
      )}
    </Page>
  );
}
