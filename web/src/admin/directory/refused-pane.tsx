import type { Changes } from '../../../../src/accounts/directory/contract.ts';
import { useTranslation } from '../../catalogue/use-translation.ts';
import styles from '../admin.module.css';

/** Entries that are not taken over as they are, each with what it meets. */
export function RefusedPane({ refused }: { refused: Changes['refused'] }) {
  const { t } = useTranslation();
  if (refused.total === 0) return null;
  return (
    <section className="pane">
      <header>
        <h2>{t('directory.refused')}</h2>
        <span className="t2">{refused.total}</span>
      </header>
      {refused.first.map(({ dn, code, name, number, other, why }) => (
        <div key={`${dn} ${code}`} className={styles.block}>
          <div className="mono el" title={dn}>
            {dn}
          </div>
          <div className="t2" title={why}>
            {t(`directory.why.${code}`, { name, number: number ?? '—', other })}
          </div>
        </div>
      ))}
    </section>
  );
}
