import { Button, NativeSelect } from '@mantine/core';
import { IconPlayerPlay, IconPlayerStop, IconPlus } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { keepWorkspace, startWorkspace, stopWorkspace } from '../../../src/workspace/contract.ts';
import { call } from '../api/call.ts';
import { useConnection } from '../api/connection.ts';
import { newNotebook } from '../api/files.ts';
import { useSession } from '../api/session.ts';
import { learnWorkspace, type Workspace } from '../api/workspace.ts';
import { useTranslation } from '../catalogue/use-translation.ts';
import { Ago } from '../parts/ago.tsx';
import { ColonnadeLine } from '../parts/colonnade.tsx';
import { Elapsed } from '../parts/elapsed.tsx';
import { ProblemBox } from '../parts/problem-box.tsx';
import { openStop } from '../shell/palette-store.ts';
import { FailureNote } from './failure-note.tsx';
import styles from './home.module.css';
import { LaunchPhases } from './launch-phases.tsx';
import { RestartNote } from './restart-note.tsx';

/** The one primary action: launch, seen phase by phase; a failure says what to do. */
export function LaunchPane({ workspace }: { workspace: Workspace }) {
  const { t, language } = useTranslation();
  const navigate = useNavigate();
  const away = useConnection().state === 'lost';
  const [error, setError] = useState<unknown>(null);
  const params = { name: workspace.name };
  const { groups } = useSession().account;
  const [group, setGroup] = useState('');
  const act = (operation: typeof stopWorkspace | typeof keepWorkspace) => {
    setError(null);
    call(operation, { params }).then(learnWorkspace, setError);
  };
  const start = () => {
    setError(null);
    const query = { wait: false, ...(group === '' ? {} : { group }) };
    call(startWorkspace, { params, query }).then(learnWorkspace, setError);
  };
  const make = () => {
    setError(null);
    newNotebook(workspace.name, '', t('files.untitled'))
      .then((made) => navigate({ to: '/notebook/$', params: { _splat: made.path } }))
      .catch(setError);
  };
  const { state } = workspace;
  const filled =
    workspace.phases.filter((phase) => phase.state === 'done').length * (5 / Math.max(1, workspace.phases.length));
  return (
    <section className={`pane ${styles.launch}`} data-state={state} data-testid="workspace">
      <div className={styles.launchHead}>
        <div className="grow">
          <h1>{t(`home.title.${state}`)}</h1>
          <p className="t2">
            <Explanation workspace={workspace} />
          </p>
        </div>
        <div className={styles.acts}>
          {state === 'stopped' || state === 'failed' ? (
            <>
              {groups.length > 0 ? (
                <NativeSelect
                  size="lg"
                  aria-label={t('home.countsIn')}
                  title={t('home.countsIn')}
                  value={group}
                  onChange={(event) => setGroup(event.currentTarget.value)}
                  data={[{ value: '', label: t('home.primaryGroup') }, ...groups, 'everyone']}
                />
              ) : null}
              <Button
                size="lg"
                disabled={away}
                leftSection={<IconPlayerPlay size={16} stroke={1.75} />}
                onClick={start}
              >
                {t(state === 'failed' ? 'home.launchAgain' : 'home.launch')}
              </Button>
            </>
          ) : null}
          {state === 'starting' ? (
            <>
              <Button size="lg" variant="default" onClick={() => act(stopWorkspace)}>
                {t('parts.cancel')}
              </Button>
              <Button
                size="lg"
                className={styles.starting ?? ''}
                leftSection={<ColonnadeLine filled={filled} />}
                aria-disabled="true"
              >
                <span>
                  {t('home.starting')}, <Elapsed since={workspace.requestedAt ?? Date.now()} />
                </span>
              </Button>
            </>
          ) : null}
          {state === 'running' ? (
            <>
              <Button
                size="lg"
                variant="default"
                leftSection={<IconPlayerStop size={16} stroke={1.75} />}
                onClick={openStop}
              >
                {t('home.stop')}
              </Button>
              <Button size="lg" leftSection={<IconPlus size={16} stroke={1.75} />} onClick={make}>
                {t('files.newNotebook')}
              </Button>
            </>
          ) : null}
        </div>
      </div>
      {state === 'starting' || (state === 'failed' && workspace.phases.length > 0) ? (
        <div className={styles.phases}>
          <LaunchPhases phases={workspace.phases} />
        </div>
      ) : null}
      {state === 'failed' && workspace.failure ? <FailureNote failure={workspace.failure} /> : null}
      {workspace.idleStopAt !== null && state === 'running' ? (
        <div className="row" style={{ marginTop: 12 }}>
          <span className="wait grow">
            {t('home.idleSoon')} <Ago at={workspace.idleStopAt} />
          </span>
          <Button variant="default" onClick={() => act(keepWorkspace)}>
            {t('home.keep')}
          </Button>
        </div>
      ) : null}
      {workspace.homeClosed ? (
        <RestartNote name={workspace.name} about="home-closed">
          {t('home.homeClosed')}
        </RestartNote>
      ) : null}
      {workspace.groupsMissing.length > 0 ? (
        <RestartNote name={workspace.name} about="groups-missing">
          {t('home.groupsMissing', {
            count: workspace.groupsMissing.length,
            groups: new Intl.ListFormat(language).format(workspace.groupsMissing),
          })}
        </RestartNote>
      ) : null}
      {error ? (
        <div className={styles.failure}>
          <ProblemBox error={error} />
        </div>
      ) : null}
    </section>
  );
}

/** A sentence about minutes has a form for one and one for many. */
function counted(parameters: Readonly<Record<string, string | number>>): Readonly<Record<string, string | number>> {
  const { minutes } = parameters;
  return minutes === undefined ? parameters : { ...parameters, count: minutes };
}

function Explanation({ workspace }: { workspace: Workspace }) {
  const { t } = useTranslation();
  const active = workspace.phases.find((phase) => phase.state === 'active');
  if (workspace.state === 'starting') return active?.detail || t('home.startingHint');
  if (workspace.state === 'stopping') return t('home.stoppingHint');
  if (workspace.state === 'failed') return t('home.failedHint');
  if (workspace.state === 'running')
    return (
      <>
        {t('home.since')} <Ago at={workspace.startedAt ?? workspace.requestedAt ?? Date.now()} />
        {workspace.network === 'none' ? `. ${t('home.noInternet')}` : ''}
      </>
    );
  const reason = workspace.stopReason;
  if (!reason || reason.code === 'stopped-by-owner') return t('home.stoppedHint');
  return `${t(`home.stopped.${reason.code}`, counted(reason.parameters))} ${t('home.kept')}`;
}
