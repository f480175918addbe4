import type { TaskDetail } from '../../../src/cluster/contract.ts';
import { useTranslation } from '../catalogue/use-translation.ts';
import { dates, formatDuration, formatInstant } from '../parts/format-time.ts';
import styles from './cluster.module.css';
import { TaskStateBadge } from './task-state.tsx';

/** Each step of a task's life, when, and how long it stayed there. */
export function TaskTimeline({ task }: { task: TaskDetail }) {
  const { t, language } = useTranslation();
  const { timeline } = task;
  return (
    <section className="pane">
      <header>
        <h2>{t('cluster.timeline')}</h2>
      </header>
      <ol className={styles.timeline}>
        {timeline.map(({ at, state, reason, message }, index) => {
          const next = timeline[index + 1];
          return (
            <li key={`${at} ${state} ${reason ?? ''}`}>
              <time className="t3 s12" dateTime={new Date(at).toISOString()} title={formatInstant(at, language)}>
                {dates(language, { timeStyle: 'medium' }).format(at)}
              </time>
              <TaskStateBadge task={{ state, healthy: null }} />
              <span className={`${styles.clamped} t2`} title={message}>
                {[reason, message.toLowerCase() === state ? '' : message].filter(Boolean).join(': ')}
              </span>
              <span className="t3 s12 num">
                {next === undefined ? '' : formatDuration(Math.max(0, next.at - at), language)}
              </span>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
