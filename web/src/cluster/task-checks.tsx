import type { CheckedBy, CheckResult, TaskDetail } from '../../../src/cluster/contract.ts';
import { type Say, useTranslation } from '../catalogue/use-translation.ts';
import { Ago } from '../parts/ago.tsx';
import { Facts } from '../parts/facts.tsx';
import { formatDuration } from '../parts/format-time.ts';
import { StateBadge } from '../parts/state-badge.tsx';
import styles from './cluster.module.css';

/** How a task says that it is: healthy since when, and what its check said last. */
export function TaskChecks({ task: { health, check } }: { task: TaskDetail }) {
  const words = useTranslation();
  const { t, language } = words;
  if (health === null && check === null) return null;
  const how = (asked: NonNullable<TaskDetail['check']>['asked']) =>
    t('cluster.checkEvery', {
      how: probeWords(asked.how),
      time: formatDuration(asked.intervalSeconds * 1000, language),
    });
  return (
    <section className={`pane ${styles.whole}`} aria-label={t('cluster.checks_')}>
      <header>
        <h2>{t('cluster.checks_')}</h2>
      </header>
      <div className={styles.facts}>
        <Facts
          facts={[
            ...(health === null
              ? []
              : ([
                  [t('cluster.health'), <Health key="health" health={health} />],
                  [t('cluster.healthAsks'), how(health.asked)],
                ] as const)),
            ...(check === null
              ? []
              : ([
                  [
                    t('cluster.lastCheck'),
                    <span key="check">
                      {resultWords(check.result, t)}{' '}
                      {check.at === null ? null : (
                        <span className="t3">
                          {t('cluster.sinceThen')} <Ago at={check.at} />
                        </span>
                      )}
                    </span>,
                  ],
                  [t('cluster.checkAsks'), how(check.asked)],
                ] as const)),
          ]}
        />
      </div>
    </section>
  );
}

function Health({ health: { healthy, since, at, said } }: { health: NonNullable<TaskDetail['health']> }) {
  const { t } = useTranslation();
  if (healthy === null) return <span className="t2">{t('cluster.healthUnknown')}</span>;
  return (
    <span>
      <StateBadge state={healthy ? 'ok' : 'fail'}>{t(healthy ? 'cluster.healthy' : 'cluster.unhealthy')}</StateBadge>{' '}
      <span className="t3">
        {since === null ? null : (
          <>
            {t('cluster.sinceThen')} <Ago at={since} />
          </>
        )}
        {healthy || at === null ? null : (
          <>
            {' · '}
            {said} <Ago at={at} />
          </>
        )}
      </span>
    </span>
  );
}

function probeWords(how: CheckedBy): string {
  if (how.kind === 'command') return how.command.join(' ');
  return how.kind === 'tcp' ? `TCP ${how.port}` : `${how.scheme.toUpperCase()} ${how.port}${how.path}`;
}

function resultWords(result: CheckResult | null, t: Say): string {
  if (result === null) return t('cluster.notCheckedYet');
  if (result.exitCode !== null) return t('cluster.checkExit', { code: result.exitCode });
  if (result.statusCode !== null) return t('cluster.checkStatus', { code: result.statusCode });
  if (result.succeeded === null) return t('cluster.checkLate');
  return t(result.succeeded ? 'cluster.checkConnects' : 'cluster.checkRefused');
}
