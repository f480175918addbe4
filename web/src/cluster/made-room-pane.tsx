import { Link } from '@tanstack/react-router';
import type { Preemption } from '../../../src/cluster/contract.ts';
import { useTranslation } from '../catalogue/use-translation.ts';
import { Ago } from '../parts/ago.tsx';
import styles from './cluster.module.css';
import { say } from './say.ts';

/** Whose tasks made room for whom, by which rule, and why just these. */
export function MadeRoomPane({ preemptions }: { preemptions: readonly Preemption[] }) {
  const { t } = useTranslation();
  return (
    <section className={`pane ${styles.whole}`}>
      <header>
        <h2>{t('cluster.madeRoom')}</h2>
        <span className="t3 s12">{t('cluster.lastHour')}</span>
      </header>
      {preemptions.length === 0 ? <p className={`${styles.pad} t2`}>{t('cluster.nobodyMadeRoom')}</p> : null}
      {preemptions.map((one) => (
        <MadeRoom key={`${one.task.id} ${one.at}`} preemption={one} />
      ))}
    </section>
  );
}

/** One task that had to end for another. */
export function MadeRoom({ preemption }: { preemption: Preemption }) {
  const { t, language } = useTranslation();
  const { at, task, agent, role, for: winner, rule, chosen } = preemption;
  const names = {
    name: task.name || t('cluster.someTask'),
    winner: winner.name || t('cluster.someTask'),
    agent,
  };
  return (
    <div className={styles.madeRoom}>
      <span className="t3 s12">
        <Ago at={at} />
      </span>
      <div>
        <div>
          {task.visible ? (
            <Link to="/cluster/tasks/$taskId" params={{ taskId: task.id }} className="m5">
              {t('cluster.hadToEnd', names)}
            </Link>
          ) : (
            <span className="m5">{t('cluster.hadToEnd', names)}</span>
          )}
          <span className="t3"> {[role, winner.role].map((one) => one ?? t('cluster.others')).join(' → ')}</span>
        </div>
        <div className="t2">
          {say(rule, t, language)} {say(chosen, t, language)}
        </div>
      </div>
    </div>
  );
}
