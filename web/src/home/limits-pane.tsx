import type { WorkspaceLimit } from '../../../src/workspace/contract.ts';
import type { Workspace } from '../api/workspace.ts';
import { useTranslation } from '../catalogue/use-translation.ts';
import { Enforced } from '../parts/enforced.tsx';
import { formatBytes } from '../parts/format-bytes.ts';
import { Meter } from '../parts/meter.tsx';
import styles from './home.module.css';

/** What the workspace may use, what it uses, and whether this host really holds it to that. */
export function LimitsPane({ workspace }: { workspace: Workspace }) {
  const { t } = useTranslation();
  return (
    <section className="pane">
      <header>
        <h2 className="grow">{t('home.limits')}</h2>
      </header>
      <div className={styles.limits}>
        {workspace.limits.map((limit) => (
          <div key={limit.kind} className={styles.limit}>
            <div className="row sb">
              <span>{t(`home.limit.${limit.kind}`)}</span>
              <span className="t2">
                <Measure limit={limit} />
              </span>
            </div>
            {limit.used === null ? null : (
              <Meter value={limit.used} whole={limit.limit} label={t(`home.limit.${limit.kind}`)} />
            )}
            <Enforced enforced={limit.enforced} how={limit.how} why={limit.why} />
          </div>
        ))}
      </div>
    </section>
  );
}

function Measure({ limit }: { limit: WorkspaceLimit }) {
  const { t, language } = useTranslation();
  const show = (value: number) =>
    limit.unit === 'bytes'
      ? formatBytes(value, language)
      : new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(value);
  const whole = show(limit.limit);
  return limit.used === null ? t('home.upTo', { whole }) : t('home.usedOf', { used: show(limit.used), whole });
}
