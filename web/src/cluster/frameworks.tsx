import { Checkbox } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import type { Framework } from '../../../src/cluster/contract.ts';
import { useTranslation } from '../catalogue/use-translation.ts';
import { Ago } from '../parts/ago.tsx';
import { Empty } from '../parts/empty.tsx';
import { List } from '../parts/list.tsx';
import type { Column } from '../parts/list-props.ts';
import { bareAmount } from './amount-text.ts';
import styles from './cluster.module.css';
import { frameworksQuery } from './cluster-queries.ts';
import { frameworkWords } from './framework-name.ts';
import { FrameworkPanel } from './framework-panel.tsx';
import { FrameworkStateBadge } from './framework-state.tsx';

/** Who takes offers and launches tasks: the platform itself, workspaces, and schedulers written for Mesos. */
export function FrameworksTab() {
  const { t, language } = useTranslation();
  const navigate = useNavigate();
  const { show } = useSearch({ from: '/framed/cluster/frameworks' });
  const [ended, setEnded] = useState(false);
  const query = useQuery(frameworksQuery(ended));
  const columns = useMemo((): readonly Column<Framework>[] => {
    const count = (id: 'running' | 'waiting' | 'offers', head: string): Column<Framework> => ({
      id,
      head,
      width: '76px',
      numeric: true,
      wide: id !== 'running',
      by: (one) => one[id],
      cell: (one) => one[id].toLocaleString(language),
    });
    return [
      {
        id: 'name',
        head: t('cluster.framework'),
        width: 'minmax(140px, 1.6fr)',
        by: (one) => frameworkWords(one, t),
        cell: (one) => (
          <span className="m5" title={`${one.name}\n${one.id}`}>
            {frameworkWords(one, t)}
          </span>
        ),
      },
      {
        id: 'kind',
        head: t('cluster.kindHead'),
        width: '120px',
        wide: true,
        by: (one) => one.kind,
        cell: (one) => <span className="t2">{t(`cluster.frameworkKind.${one.kind}`)}</span>,
      },
      {
        id: 'account',
        head: t('cluster.owner'),
        width: 'minmax(90px, 1fr)',
        wide: true,
        by: (one) => one.account ?? '',
        cell: (one) => <span className={one.account === null ? 't3' : ''}>{one.account ?? t('cluster.platform')}</span>,
      },
      {
        id: 'roles',
        head: t('cluster.role'),
        width: 'minmax(110px, 1fr)',
        wide: true,
        cell: (one) => <span className="t2">{one.roles.join(', ')}</span>,
      },
      {
        id: 'state',
        head: t('cluster.state'),
        width: '120px',
        by: (one) => one.state,
        cell: (one) => <FrameworkStateBadge framework={one} />,
      },
      {
        id: 'since',
        head: t('cluster.since'),
        width: '110px',
        numeric: true,
        wide: true,
        by: (one) => sinceOf(one),
        cell: (one) => (
          <span className="t2">
            <Ago at={sinceOf(one)} />
          </span>
        ),
      },
      count('running', t('cluster.filter.running')),
      count('waiting', t('cluster.waiting')),
      count('offers', t('cluster.offers')),
      ...(['cpus', 'memory'] as const).map(
        (kind): Column<Framework> => ({
          id: kind,
          head: t(`cluster.${kind}`),
          width: '84px',
          numeric: true,
          wide: kind === 'memory',
          by: (one) => one.used[kind],
          cell: (one) => bareAmount(kind, one.used[kind], language),
        }),
      ),
    ];
  }, [t, language]);
  const open = query.data?.find(({ id }) => id === show);
  const choose = (id: string | undefined) =>
    void navigate({ to: '/cluster/frameworks', search: id === undefined ? {} : { show: id } });
  return (
    <div className={styles.split}>
      <div className={styles.main}>
        <div className={styles.filters}>
          <Checkbox
            label={t('cluster.showEnded')}
            checked={ended}
            onChange={(event) => setEnded(event.currentTarget.checked)}
          />
        </div>
        <List
          fill
          label={t('cluster.frameworks')}
          columns={columns}
          rows={query.data}
          keyOf={(one) => one.id}
          nameOf={(one) => frameworkWords(one, t)}
          error={query.error}
          again={() => void query.refetch()}
          searchIn={(one) => `${frameworkWords(one, t)} ${one.id} ${one.account ?? ''} ${one.roles.join(' ')}`}
          order={{ by: 'kind', up: true }}
          open={(one) => choose(one.id)}
          current={show}
          empty={<Empty title={t('cluster.noTasksFit')} />}
        />
      </div>
      {open ? <FrameworkPanel key={open.id} framework={open} close={() => choose(undefined)} /> : null}
    </div>
  );
}

function sinceOf({ connectedAt, disconnectedAt, registeredAt }: Framework): number {
  return connectedAt ?? disconnectedAt ?? registeredAt;
}
