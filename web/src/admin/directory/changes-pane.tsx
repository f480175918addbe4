import type { ReactNode } from 'react';
import type { Changes } from '../../../../src/accounts/directory/contract.ts';
import { useTranslation } from '../../catalogue/use-translation.ts';
import styles from '../admin.module.css';

const kinds = ['newAccounts', 'newGroups', 'changed', 'resumed', 'suspended', 'goneGroups'] as const;
const shown = 12;

/** What a synchronisation changes: how many of each kind, and the first of them. */
export function ChangesPane({ title, changes, children }: { title: string; changes: Changes; children?: ReactNode }) {
  const { t } = useTranslation();
  const some = kinds.filter((kind) => changes[kind].total > 0);
  return (
    <section className="pane">
      <header>
        <h2>{title}</h2>
        <span className="t2">{t('directory.found', { people: changes.people, groups: changes.groups })}</span>
      </header>
      {some.length === 0 ? <div className={`${styles.block} t2`}>{t('directory.nothing')}</div> : null}
      {some.map((kind) => (
        <div key={kind} className={styles.line}>
          <span className={kind === 'suspended' || kind === 'goneGroups' ? 'wait' : ''}>
            {t(`directory.change.${kind}`)}
          </span>
          <span>
            <span className="m5">{changes[kind].total}</span>{' '}
            <span className="t2" title={changes[kind].first.join(', ')}>
              {changes[kind].first.slice(0, shown).join(', ')}
              {changes[kind].total > shown ? ', …' : ''}
            </span>
          </span>
        </div>
      ))}
      {children}
    </section>
  );
}
