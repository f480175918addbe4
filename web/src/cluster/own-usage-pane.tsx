import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useSession } from '../api/session.ts';
import { useTranslation } from '../catalogue/use-translation.ts';
import styles from './cluster.module.css';
import { accountUsageQuery } from './cluster-queries.ts';
import { say } from './say.ts';
import { UsageChart } from './usage-pane.tsx';

/** What all tasks of the own account used over the last day against what they asked for, and what size would do. */
export function OwnUsagePane() {
  const { t, language } = useTranslation();
  const { account } = useSession();
  const { data } = useQuery(accountUsageQuery(account.name));
  const asked = data?.asked.some(({ cpus, memory }) => cpus > 0 || memory > 0);
  if (!data || !asked) return null;
  return (
    <section className={`pane ${styles.whole}`} aria-label={t('cluster.ownUsage')}>
      <header>
        <h2>{t('cluster.ownUsage')}</h2>
        <span className="t3 s12">{t('cluster.lastDay')}</span>
      </header>
      <div className={styles.usage}>
        <UsageChart usage={data} asked={data.asked} kind="cpus" />
        <UsageChart usage={data} asked={data.asked} kind="memory" />
      </div>
      {data.advices.map(({ task, advice }) => (
        <p key={task.id} className={`${styles.pad} t2`}>
          <Link to="/cluster/tasks/$taskId" params={{ taskId: task.id }}>
            {task.name}
          </Link>{' '}
          {say(advice, t, language)}
        </p>
      ))}
    </section>
  );
}
