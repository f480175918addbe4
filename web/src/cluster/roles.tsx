import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { Role, SomeResources } from '../../../src/cluster/contract.ts';
import { useSession } from '../api/session.ts';
import { type Say, useTranslation } from '../catalogue/use-translation.ts';
import { Empty } from '../parts/empty.tsx';
import { List } from '../parts/list.tsx';
import type { Column } from '../parts/list-props.ts';
import { bareAmount, percent, sizeWords } from './amount-text.ts';
import styles from './cluster.module.css';
import { rolesQuery } from './cluster-queries.ts';
import { RolePanel } from './role-panel.tsx';

/** The tree of roles: what each has of its fair share, guarantee and limit; administrators change them. */
export function RolesTab() {
  const { t, language } = useTranslation();
  const { account } = useSession();
  const query = useQuery(rolesQuery);
  const [open, setOpen] = useState<string>();
  const columns = useMemo((): readonly Column<Role>[] => {
    const share = (value: number) => percent(value, language);
    return [
      {
        id: 'path',
        head: t('cluster.role'),
        width: 'minmax(150px, 1.4fr)',
        by: (role) => role.path,
        cell: (role) => <RoleName path={role.path} />,
      },
      {
        id: 'guarantee',
        head: t('cluster.guarantee'),
        width: 'minmax(110px, 1fr)',
        wide: true,
        cell: (role) => <span className="t2">{someWords(role.guarantee, t, language)}</span>,
      },
      {
        id: 'limit',
        head: t('cluster.limit'),
        width: 'minmax(110px, 1fr)',
        wide: true,
        cell: (role) => <span className="t2">{someWords(role.limit, t, language)}</span>,
      },
      {
        id: 'class',
        head: t('cluster.highestClass'),
        width: '110px',
        wide: true,
        cell: (role) => <span className="t2">{t(`cluster.class.${role.highestClass}`)}</span>,
      },
      {
        id: 'weight',
        head: t('cluster.weight'),
        width: '72px',
        numeric: true,
        wide: true,
        by: (role) => role.weight,
        cell: (role) => role.weight.toLocaleString(language),
      },
      {
        id: 'cpus',
        head: t('cluster.cpus'),
        width: '72px',
        numeric: true,
        by: (role) => role.used.cpus,
        cell: (role) => bareAmount('cpus', role.used.cpus, language),
      },
      {
        id: 'memory',
        head: t('cluster.memory'),
        width: '90px',
        numeric: true,
        wide: true,
        by: (role) => role.used.memory,
        cell: (role) => bareAmount('memory', role.used.memory, language),
      },
      {
        id: 'share',
        head: t('cluster.shareOfFair'),
        width: '120px',
        numeric: true,
        by: (role) => role.share,
        cell: (role) => (
          <span className={role.share > role.fairShare ? 'wait' : undefined}>
            {t('cluster.ofShare', { share: share(role.share), fair: share(role.fairShare) })}
          </span>
        ),
      },
      {
        id: 'waiting',
        head: t('cluster.runsWaits'),
        width: '110px',
        numeric: true,
        wide: true,
        by: (role) => role.waiting,
        cell: (role) => t('cluster.counts', { running: role.running, waiting: role.waiting }),
      },
    ];
  }, [t, language]);
  const data = query.data;
  const role = data?.items.find(({ path }) => path === open);
  return (
    <div className={styles.split}>
      <div className={styles.main}>
        <List
          fill
          label={t('cluster.roles')}
          columns={columns}
          rows={data?.items}
          keyOf={(one) => one.path}
          nameOf={(one) => one.path}
          error={query.error}
          again={() => void query.refetch()}
          searchIn={(one) => one.path}
          order={{ by: 'path', up: true }}
          {...(account.admin ? { open: (one: Role) => setOpen(one.path) } : {})}
          current={open}
          empty={<Empty title={t('cluster.nobodyUses')} />}
        />
      </div>
      {role && data ? (
        <RolePanel key={role.path} role={role} total={data.total} close={() => setOpen(undefined)} />
      ) : null}
    </div>
  );
}

function RoleName({ path }: { path: string }) {
  const at = path.indexOf('/');
  if (at < 0) return <span className="m5">{path}</span>;
  return (
    <span className={styles.below} title={path}>
      <span className="t3">{path.slice(0, at + 1)}</span>
      {path.slice(at + 1)}
    </span>
  );
}

function someWords(amounts: SomeResources, t: Say, language: string): string {
  const whole = { cpus: 0, memory: 0, disk: 0, inodes: 0, bandwidth: 0, ports: 0, ...amounts };
  return Object.keys(amounts).length === 0 ? '–' : sizeWords(whole, t, language);
}
