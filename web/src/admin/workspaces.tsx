import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { listWorkspaces, stopWorkspace, type Workspace } from '../../../src/workspace/contract.ts';
import { call } from '../api/call.ts';
import { useTranslation } from '../catalogue/use-translation.ts';
import { Ago } from '../parts/ago.tsx';
import { Avatar } from '../parts/avatar.tsx';
import { Bytes } from '../parts/bytes.tsx';
import { ConfirmLoss } from '../parts/confirm-loss.tsx';
import { Empty } from '../parts/empty.tsx';
import { List } from '../parts/list.tsx';
import type { Column } from '../parts/list-props.ts';
import { type State, StateBadge } from '../parts/state-badge.tsx';
import styles from './admin.module.css';

const badges: Record<Workspace['state'], State> = {
  stopped: 'idle',
  starting: 'run',
  running: 'ok',
  stopping: 'wait',
  failed: 'fail',
};

/** Whose workspaces run, since when, what they use. An administrator may stop them, not look inside. */
export function WorkspacesTab() {
  const { t, language } = useTranslation();
  const client = useQueryClient();
  const [stopping, setStopping] = useState<Workspace | null>(null);
  const query = useQuery({
    queryKey: ['workspaces'],
    queryFn: ({ signal }) => call(listWorkspaces, { signal }),
    refetchInterval: 5_000,
  });
  const columns = useMemo((): readonly Column<Workspace>[] => {
    const used = (workspace: Workspace, kind: 'memory' | 'cpu' | 'processes' | 'disk') =>
      workspace.limits.find((limit) => limit.kind === kind)?.used ?? null;
    const number = new Intl.NumberFormat(language, { maximumFractionDigits: 2 });
    return [
      {
        id: 'name',
        head: t('admin.whose'),
        width: 'minmax(130px, 2fr)',
        by: (workspace) => workspace.name,
        cell: (workspace) => (
          <span className={styles.person}>
            <Avatar name={workspace.name} />
            <span className="m5 el">{workspace.name}</span>
          </span>
        ),
      },
      {
        id: 'state',
        head: t('admin.state'),
        width: 'minmax(110px, 1fr)',
        by: (workspace) => workspace.state,
        cell: (workspace) => (
          <span title={workspace.failure?.detail}>
            <StateBadge state={badges[workspace.state]}>{t(`home.state.${workspace.state}`)}</StateBadge>
          </span>
        ),
      },
      {
        id: 'since',
        head: t('admin.since'),
        width: '120px',
        wide: true,
        by: (workspace) => workspace.startedAt,
        cell: (workspace) => (
          <span className="t2">{workspace.startedAt === null ? '—' : <Ago at={workspace.startedAt} />}</span>
        ),
      },
      {
        id: 'memory',
        head: t('home.limit.memory'),
        width: '100px',
        numeric: true,
        wide: true,
        by: (workspace) => used(workspace, 'memory'),
        cell: (workspace) => {
          const value = used(workspace, 'memory');
          return value === null ? '—' : <Bytes value={value} />;
        },
      },
      {
        id: 'cpu',
        head: t('home.limit.cpu'),
        width: '90px',
        numeric: true,
        wide: true,
        by: (workspace) => used(workspace, 'cpu'),
        cell: (workspace) => {
          const value = used(workspace, 'cpu');
          return value === null ? '—' : number.format(value);
        },
      },
      {
        id: 'disk',
        head: t('home.limit.disk'),
        width: '100px',
        numeric: true,
        wide: true,
        by: (workspace) => used(workspace, 'disk'),
        cell: (workspace) => {
          const value = used(workspace, 'disk');
          return value === null ? '—' : <Bytes value={value} />;
        },
      },
      {
        id: 'stop',
        head: '',
        width: '90px',
        numeric: true,
        cell: (workspace) =>
          workspace.state === 'running' || workspace.state === 'starting' ? (
            <Button variant="default" onClick={() => setStopping(workspace)}>
              {t('home.stop')}
            </Button>
          ) : null,
      },
    ];
  }, [t, language]);
  return (
    <div className={styles.main}>
      <List
        fill
        label={t('admin.workspaces')}
        columns={columns}
        rows={query.data?.items}
        keyOf={(workspace) => workspace.name}
        nameOf={(workspace) => workspace.name}
        error={query.error}
        again={() => void query.refetch()}
        searchIn={(workspace) => workspace.name}
        rowHeight={44}
        order={{ by: 'name', up: true }}
        empty={<Empty title={t('admin.noWorkspaces')} hint={t('admin.noWorkspacesHint')} />}
      />
      {stopping ? (
        <ConfirmLoss
          title={t('admin.stopTitle', { name: stopping.name })}
          verb={t('home.stop')}
          act={async () => {
            await call(stopWorkspace, { params: { name: stopping.name } });
            await client.invalidateQueries({ queryKey: ['workspaces'] });
          }}
          close={() => setStopping(null)}
        >
          {t('admin.stopLoss')}
        </ConfirmLoss>
      ) : null}
    </div>
  );
}
