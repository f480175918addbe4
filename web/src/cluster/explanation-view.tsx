import { Button } from '@mantine/core';
import { IconCheck, IconHourglass } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { Explanation, Task } from '../../../src/cluster/contract.ts';
import { useTranslation } from '../catalogue/use-translation.ts';
import { amountWords } from './amount-text.ts';
import styles from './cluster.module.css';
import { EndTask } from './end-task.tsx';
import { say } from './say.ts';
import { StartsIn } from './starts-in.tsx';

/** Why something waits: each thing that was looked at, who holds what is short, and what lets it start. */
export function ExplanationView({ explanation, task }: { explanation: Explanation; task: Task | null }) {
  const { t, language } = useTranslation();
  return (
    <div className={styles.explanation}>
      <div>
        <h3 className={styles.small}>{t('cluster.whyItWaits')}</h3>
        <ol className={styles.checks}>
          {explanation.checks.map(({ passed, said }) => {
            const Icon = passed ? IconCheck : IconHourglass;
            return (
              <li key={`${said.code} ${said.text}`}>
                <Icon
                  size={16}
                  stroke={1.75}
                  className={passed ? 'ok' : 'wait'}
                  aria-label={t(passed ? 'cluster.passed' : 'cluster.inTheWay')}
                />
                <span className={passed ? 't2' : 'm5'}>{say(said, t, language)}</span>
              </li>
            );
          })}
        </ol>
      </div>
      <div className={styles.next}>
        <h3 className={styles.small}>{t('cluster.whatNext')}</h3>
        <p>{say(explanation.start, t, language)}</p>
        {explanation.startAt === null ? null : (
          <p className="m5">
            <StartsIn explanation={explanation} />
          </p>
        )}
        {explanation.holders.map(({ kind, roles }) => (
          <div key={kind} className={styles.holders}>
            <span className="t3 s12">{t('cluster.heldBy', { kind: t(`cluster.kindName.${kind}`) })}</span>
            {roles.map(({ role, amount }) => (
              <span key={role ?? ''} className={styles.holder}>
                <span className="el">{role ?? t('cluster.others')}</span>
                <span className={styles.holderBar}>
                  <i style={{ width: `${(100 * amount) / Math.max(1e-9, ...roles.map((one) => one.amount))}%` }} />
                </span>
                <span className="num t2">{amountWords(kind, amount, t, language)}</span>
              </span>
            ))}
          </div>
        ))}
        {task === null ? null : (
          <div className={`row wrap ${styles.acts}`}>
            <Button
              variant="default"
              renderRoot={(props) => <Link to="/cluster/tasks/$taskId" params={{ taskId: task.id }} {...props} />}
            >
              {t('cluster.openTask')}
            </Button>
            <EndTask task={task} />
          </div>
        )}
      </div>
    </div>
  );
}
