import { Button } from '@mantine/core';
import { IconAlertCircle, IconClock, IconEye, IconPlugConnectedX } from '@tabler/icons-react';
import { keepWorkspace } from '../../../src/workspace/contract.ts';
import { call } from '../api/call.ts';
import { useConnection } from '../api/connection.ts';
import { useSessionEnded } from '../api/session-ended.ts';
import { learnWorkspace, type Workspace } from '../api/workspace.ts';
import { useTranslation } from '../catalogue/use-translation.ts';
import { formatElapsed } from '../parts/format-time.ts';
import { useNow } from '../parts/now.ts';
import { Banner } from './banner.tsx';
import { useNotebook } from './context.ts';
import { useWatched } from './document/use-cells.ts';
import { useLeftGroup } from './use-left-group.ts';
import { WorkspaceAway } from './workspace-away.tsx';

/** What a person should know now, above the cells: no connection, read only, a kernel's end, an idle stop ahead. */
export function Banners({ workspace }: { workspace: Workspace | null }) {
  const { t } = useTranslation();
  const { session } = useNotebook();
  const { link, loaded, readOnly, readOnlyReason, holder, mayTakeOver, askedBy, taking, kernels, problem, conflict } =
    useWatched(session.state);
  const ended = link.phase === 'gone' || link.phase === 'refused';
  const left = useLeftGroup(session.path, link.phase === 'gone');
  // One thing is said at a time: that the session ended, or that the platform does not answer, is said elsewhere.
  const signedOut = useSessionEnded();
  const platformAway = useConnection().state === 'lost';
  const dead = kernels.filter((kernel) => kernel.phase === 'dead' && kernel.reason !== undefined);
  return (
    <>
      {loaded &&
        link.phase === 'offline' &&
        !signedOut &&
        (platformAway || workspace === null || workspace.state === 'running' ? (
          <Offline retryAt={link.retryAt} onRetry={platformAway ? null : () => session.retry()} />
        ) : (
          <WorkspaceAway workspace={workspace} />
        ))}
      {loaded && link.phase === 'gone' && (
        <Banner tone="wait" icon={<IconAlertCircle size={16} stroke={1.75} />}>
          {left !== null
            ? t('notebook.banner.left', { group: left })
            : link.path === null
              ? t('notebook.banner.deleted')
              : t('notebook.banner.moved', { path: link.path })}
        </Banner>
      )}
      {loaded && link.phase === 'refused' && (
        <Banner tone="fail" icon={<IconAlertCircle size={16} stroke={1.75} />}>
          <b className="b">{link.problem?.message ?? t('notebook.banner.refused')}</b> {link.problem?.why}{' '}
          {link.problem?.action}
        </Banner>
      )}
      {askedBy !== null && link.phase === 'open' && (
        <Banner tone="wait" icon={<IconClock size={16} stroke={1.75} />}>
          {t('notebook.banner.askedBy', { name: askedBy })}
        </Banner>
      )}
      {readOnly && !ended && (
        <Banner
          tone="plain"
          icon={<IconEye size={16} stroke={1.75} />}
          action={
            mayTakeOver && (
              <Button variant="default" disabled={taking} onClick={() => session.takeOver()}>
                {t('notebook.banner.takeOver')}
              </Button>
            )
          }
        >
          {readOnlyReason === 'no-write-permission'
            ? t('notebook.banner.noPermission')
            : readOnlyReason === 'disk-full'
              ? t('notebook.banner.diskFull')
              : t(taking ? 'notebook.banner.taking' : 'notebook.banner.heldBy', { holder: holder ?? '' })}
        </Banner>
      )}
      {kernels.some((kernel) => kernel.step === 'installing') && (
        <Banner tone="plain" icon={<IconClock size={16} stroke={1.75} />}>
          {t('notebook.banner.installing')}
        </Banner>
      )}
      {dead.map((kernel) => (
        <Banner key={kernel.name} tone="fail" icon={<IconAlertCircle size={16} stroke={1.75} />}>
          <b className="b">{kernel.reason}</b> {t('notebook.banner.deadNext', { kernel: kernel.displayName })}
        </Banner>
      ))}
      {loaded && problem !== null && !ended && (
        <Banner
          tone="fail"
          icon={<IconAlertCircle size={16} stroke={1.75} />}
          action={
            <Button variant="subtle" onClick={() => session.dismissProblem()}>
              {t('notebook.banner.dismiss')}
            </Button>
          }
        >
          <b className="b">{problem.message}</b> {problem.why} {problem.action}
        </Banner>
      )}
      {conflict !== null && (
        <Banner
          tone="wait"
          icon={<IconAlertCircle size={16} stroke={1.75} />}
          action={
            <Button variant="subtle" onClick={() => session.dismissProblem()}>
              {t('notebook.banner.dismiss')}
            </Button>
          }
        >
          {t('notebook.banner.conflict', { count: conflict.cells.length, version: conflict.version ?? '' })}
        </Banner>
      )}
      {workspace?.state === 'running' && workspace.idleStopAt !== null && (
        <IdleSoon at={workspace.idleStopAt} workspace={workspace} />
      )}
    </>
  );
}

/** @param onRetry null where the strip of the whole page has the button */
function Offline({ retryAt, onRetry }: { retryAt: number; onRetry: (() => void) | null }) {
  const { t } = useTranslation();
  const now = useNow(1000);
  const seconds = Math.max(0, Math.ceil((retryAt - now) / 1000));
  return (
    <Banner
      tone="wait"
      icon={<IconPlugConnectedX size={16} stroke={1.75} />}
      action={
        onRetry && (
          <Button variant="subtle" onClick={onRetry}>
            {t('parts.tryNow')}
          </Button>
        )
      }
    >
      <b className="b">{t('notebook.banner.offline')}</b> {t('notebook.banner.offlineKept')}{' '}
      {onRetry && t('parts.nextTry', { seconds })}
    </Banner>
  );
}

function IdleSoon({ at, workspace }: { at: number; workspace: Workspace }) {
  const { t } = useTranslation();
  const now = useNow(1000);
  return (
    <Banner
      tone="wait"
      icon={<IconClock size={16} stroke={1.75} />}
      action={
        <Button
          variant="default"
          onClick={() => void call(keepWorkspace, { params: { name: workspace.name } }).then(learnWorkspace)}
        >
          {t('notebook.banner.keep')}
        </Button>
      }
    >
      {t('notebook.banner.idle', { time: formatElapsed(Math.max(0, at - now)) })}
    </Banner>
  );
}
