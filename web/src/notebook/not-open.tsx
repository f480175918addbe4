import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { contentAddress } from '../api/files.ts';
import { useTranslation } from '../catalogue/use-translation.ts';
import { FailureNote } from '../home/failure-note.tsx';
import { LaunchPhases } from '../home/launch-phases.tsx';
import { GreyRows } from '../parts/grey-rows.tsx';
import { ProblemBox } from '../parts/problem-box.tsx';
import { useNotebook } from './context.ts';
import { useWatched } from './document/use-cells.ts';
import styles from './notebook.module.css';
import { useLeftGroup } from './use-left-group.ts';
import { type KeptWorkspace, start } from './workspace-state.ts';

/** In the place of the cells while there is no document: what is being waited for, or what failed. */
export function NotOpen({ path, workspace }: { path: string; workspace: KeptWorkspace }) {
  const { t } = useTranslation();
  const { session } = useNotebook();
  const { link, problem } = useWatched(session.state);
  const left = useLeftGroup(path, link.phase === 'gone');
  const { data, error } = workspace;
  const foreign = { 'outside-group': 'outsideGroup', 'not-a-file': 'notAFile' } as const;
  if (link.phase === 'refused' && (link.problem?.code === 'outside-group' || link.problem?.code === 'not-a-file'))
    return (
      <Notice title={t('notebook.banner.refused')}>
        <p>{t(`notebook.banner.${foreign[link.problem.code]}`)}</p>
        <Link to="/files/$" params={{ _splat: path.split('/').slice(0, -1).join('/') }}>
          {t('notebook.notOpen.folder')}
        </Link>
      </Notice>
    );
  if (link.phase === 'refused')
    return (
      <Notice title={link.problem?.message ?? t('notebook.banner.refused')}>
        <p>{link.problem?.why}</p>
        <p>{link.problem?.action}</p>
        {link.problem?.code !== 'no-access' && (
          <p>
            <a href={contentAddress(session.account, path, true)} download>
              {t('files.download')}
            </a>
          </p>
        )}
        <Link to="/files/$" params={{ _splat: path.split('/').slice(0, -1).join('/') }}>
          {t('notebook.notOpen.folder')}
        </Link>
      </Notice>
    );
  if (link.phase === 'gone')
    return (
      <Notice
        title={
          left === null
            ? (problem?.message ?? t('notebook.banner.deleted'))
            : t('notebook.banner.left', { group: left })
        }
      >
        {left === null && (
          <p>
            {problem?.why} {problem?.action}
          </p>
        )}
        {link.path !== null && (
          <Link to="/notebook/$" params={{ _splat: link.path }}>
            {link.path}
          </Link>
        )}
      </Notice>
    );
  if (data === undefined)
    return error === null ? (
      <Waiting />
    ) : (
      <div className={styles.notOpen}>
        <ProblemBox error={error} again={() => void workspace.refetch()} />
      </div>
    );
  if (data.state === 'running') return <Waiting />;
  if (data.state === 'failed' || data.state === 'stopping')
    return (
      <Notice title={t(data.state === 'failed' ? 'notebook.notOpen.failed' : 'notebook.notOpen.stopping')}>
        {data.failure !== null && <FailureNote failure={data.failure} />}
        <p>
          <Button disabled={data.state === 'stopping'} onClick={() => void start(data.name)}>
            {t('notebook.notOpen.startAgain')}
          </Button>
        </p>
      </Notice>
    );
  return (
    <Notice title={t('notebook.notOpen.starting')}>
      <LaunchPhases phases={data.phases} />
    </Notice>
  );
}

function Notice({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <div className={styles.notOpen}>
      <h1>{title}</h1>
      {children}
    </div>
  );
}

function Waiting() {
  return (
    <div className={styles.notOpen}>
      <GreyRows rows={6} height={64} />
    </div>
  );
}
