import { useQuery } from '@tanstack/react-query';
import { Link, Outlet } from '@tanstack/react-router';
import { useTranslation } from '../catalogue/use-translation.ts';
import tabs from '../parts/tabs.module.css';
import { Page } from '../shell/page.tsx';
import styles from './cluster.module.css';
import { clusterQuery } from './cluster-queries.ts';

/** What the machines do: who has how much, what runs, what waits and why. */
export function ClusterPage() {
  const { t } = useTranslation();
  return (
    <Page title={t('cluster.title')} edge>
      <nav className={tabs.tabs} aria-label={t('cluster.title')}>
        <Link to="/cluster" className={tabs.tab} activeOptions={{ exact: true, includeSearch: false }}>
          {t('cluster.overview')}
        </Link>
        <Link to="/cluster/tasks" className={tabs.tab} activeOptions={{ includeSearch: false }}>
          {t('cluster.tasks')}
        </Link>
        <Link to="/cluster/frameworks" className={tabs.tab} activeOptions={{ includeSearch: false }}>
          {t('cluster.frameworks')}
        </Link>
        <Link to="/cluster/agents" className={tabs.tab} activeOptions={{ includeSearch: false }}>
          {t('cluster.agents')}
        </Link>
        <Link to="/cluster/roles" className={tabs.tab} activeOptions={{ includeSearch: false }}>
          {t('cluster.roles')}
        </Link>
        <AgentsLine />
      </nav>
      <Outlet />
    </Page>
  );
}

/** How many agents take work, in a line. */
function AgentsLine() {
  const { t } = useTranslation();
  const { data } = useQuery(clusterQuery);
  if (!data) return null;
  const { active, draining, deactivated, unreachable } = data.states;
  const total = active + draining + deactivated + unreachable;
  const parts = [
    t('cluster.takeWork', { active, count: total }),
    ...(draining > 0 ? [t('cluster.areDraining', { count: draining })] : []),
    ...(deactivated > 0 ? [t('cluster.areDeactivated', { count: deactivated })] : []),
    ...(unreachable > 0 ? [t('cluster.areUnreachable', { count: unreachable })] : []),
  ];
  return <span className={`${styles.agentsLine} t3 s12`}>{parts.join(t('cluster.and'))}</span>;
}
