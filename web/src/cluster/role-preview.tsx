import { IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react';
import type { previewRoles, Role } from '../../../src/cluster/contract.ts';
import type { ReplyOf } from '../../../src/platform/operation.ts';
import { useTranslation } from '../catalogue/use-translation.ts';
import { percent } from './amount-text.ts';
import styles from './cluster.module.css';
import { say } from './say.ts';

/** What would start, and what would have to end for it, were the change saved now. */
export function RolePreview({ path, preview }: { path: string; preview: ReplyOf<typeof previewRoles> }) {
  const { t, language } = useTranslation();
  const { starts, preemptions, waitingBefore, waitingAfter } = preview;
  const of = (roles: readonly Role[]) => roles.find((role) => role.path === path);
  const [before, after] = [of(preview.before), of(preview.after)];
  const nothing = starts.length === 0 && preemptions.length === 0;
  return (
    <div className={styles.block} role="status">
      <h2>{t('cluster.effect')}</h2>
      {before && after ? (
        <p className="t2">
          {t('cluster.sharesChange', {
            before: percent(before.fairShare, language),
            after: percent(after.fairShare, language),
          })}
        </p>
      ) : null}
      {nothing ? <p>{t('cluster.changesNothing')}</p> : null}
      <ul className={styles.effects}>
        {starts.map(({ name, role, tasks }) => (
          <li key={`${name} ${role}`}>
            <IconPlayerPlay size={16} stroke={1.75} className="ok" aria-label={t('cluster.wouldStart')} />
            <span>
              {tasks > 1 ? t('cluster.times', { count: tasks, size: name }) : name} <span className="t3">{role}</span>
            </span>
          </li>
        ))}
        {preemptions.map((one) => (
          <li key={one.task.id}>
            <IconPlayerStop size={16} stroke={1.75} className="fail" aria-label={t('cluster.wouldEnd')} />
            <span>
              {t('cluster.wouldMakeRoom', { name: one.task.name, winner: one.for.name })}{' '}
              <span className="t2">{say(one.rule, t, language)}</span>
            </span>
          </li>
        ))}
      </ul>
      {waitingBefore === waitingAfter ? null : (
        <p className="t2">{t('cluster.waitingChange', { before: waitingBefore, after: waitingAfter })}</p>
      )}
    </div>
  );
}
