import type { ReactNode } from 'react';
import type { ClusterPicture, Role } from '../../../src/cluster/contract.ts';
import { useTranslation } from '../catalogue/use-translation.ts';
import type { Kind } from './amount-text.ts';
import { amountWords, bareAmount } from './amount-text.ts';
import styles from './cluster.module.css';
import { othersColour } from './role-colours.ts';
import { type ShareLine, shareLine, wholeOf } from './share-line.ts';

interface SharesPaneProps {
  picture: Pick<ClusterPicture, 'total' | 'used' | 'roles' | 'others'>;
  kind: Kind;
  colourOf: (role: string | null) => string;
  tools?: ReactNode;
}

/** What each role has of one kind, against what it can always have, should have now, and may have at most. */
export function SharesPane({ picture, kind, colourOf, tools }: SharesPaneProps) {
  const { t, language } = useTranslation();
  const { total, used, roles, others } = picture;
  const lines = roles.map((role) => ({ role, line: shareLine(role, kind, total[kind]) }));
  const whole = wholeOf(
    lines.map(({ line }) => line),
    total[kind],
  );
  return (
    <section className="pane">
      <header>
        <h2>{t('cluster.shares')}</h2>
        <span className="t3 s12 grow">
          {t('cluster.inUse', {
            used: bareAmount(kind, used[kind], language),
            total: amountWords(kind, total[kind], t, language),
          })}
        </span>
        {tools}
      </header>
      <div className={`${styles.share} ${styles.shareHead} s12 t3`}>
        <span>{t('cluster.role')}</span>
        <span className={styles.keys}>
          <span>
            <i className={styles.keyGuarantee} /> {t('cluster.guarantee')}
          </span>
          <span>
            <i className={styles.keyFair} /> {t('cluster.fairShare')}
          </span>
          <span>
            <i className={styles.keyLimit} /> {t('cluster.limit')}
          </span>
        </span>
        <span className="num">{t('cluster.used')}</span>
        <span className={`num ${styles.shareWide}`}>{t('cluster.guaranteeShort')}</span>
        <span className={`num ${styles.shareWide}`}>{t('cluster.shareShort')}</span>
        <span className={`num ${styles.shareWide}`}>{t('cluster.limitShort')}</span>
        <span />
      </div>
      {lines.map(({ role, line }) => (
        <ShareRow key={role.path} role={role} line={line} whole={whole} kind={kind} colour={colourOf(role.path)} />
      ))}
      {others[kind] > 0 ? (
        <div className={styles.share}>
          <span className={styles.roleName}>
            <i className={styles.swatch} style={{ background: othersColour }} />
            <span className="t2 el">{t('cluster.others')}</span>
          </span>
          <ShareBar
            line={{ used: others[kind], guarantee: null, fair: null, limit: null }}
            whole={whole}
            colour={othersColour}
          />
          <span className="num b">{bareAmount(kind, others[kind], language)}</span>
        </div>
      ) : null}
      {lines.length === 0 && others[kind] === 0 ? (
        <p className={`${styles.pad} t2`}>{t('cluster.nobodyUses')}</p>
      ) : null}
    </section>
  );
}

interface ShareRowProps {
  role: Role;
  line: ShareLine;
  whole: number;
  kind: Kind;
  colour: string;
}

function ShareRow({ role, line, whole, kind, colour }: ShareRowProps) {
  const { t, language } = useTranslation();
  const amount = (value: number | null) => (value === null ? '–' : bareAmount(kind, value, language));
  const fair = line.fair ?? 0;
  // What is nearer than one part of twenty is no more than how tasks happen to fit.
  const apart = Math.abs(fair - line.used) <= fair / 20 ? 0 : fair - line.used;
  const own = role.path.includes('/');
  return (
    <div className={styles.share} data-own={own || undefined}>
      <span className={styles.roleName}>
        <i className={styles.swatch} style={{ background: colour }} />
        <span className={`el ${own ? '' : 'm5'}`} title={role.path}>
          {own ? role.path.slice(role.path.indexOf('/')) : role.path}
        </span>
      </span>
      <ShareBar line={line} whole={whole} colour={colour} />
      <span className="num b">{amount(line.used)}</span>
      <span className={`num t2 ${styles.shareWide}`}>{amount(line.guarantee)}</span>
      <span className={`num t2 ${styles.shareWide}`}>{amount(line.fair)}</span>
      <span className={`num t2 ${styles.shareWide}`}>{amount(line.limit)}</span>
      <span className={`num s12 ${styles.apart} ${apart < 0 ? 'wait' : 't3'}`}>
        {apart === 0
          ? t('cluster.atShare')
          : t(apart > 0 ? 'cluster.toShare' : 'cluster.overShare', {
              amount: bareAmount(kind, Math.abs(apart), language),
            })}
      </span>
    </div>
  );
}

function ShareBar({ line, whole, colour }: { line: ShareLine; whole: number; colour: string }) {
  const at = (value: number) => `${Math.min(100, (100 * value) / whole)}%`;
  return (
    <span className={styles.bar} aria-hidden="true">
      <i
        className={styles.barLimit}
        data-open={line.limit === null || undefined}
        style={{ width: at(line.limit ?? whole) }}
      />
      {line.guarantee === null ? null : <i className={styles.barGuarantee} style={{ width: at(line.guarantee) }} />}
      <i className={styles.barUsed} style={{ width: at(line.used), background: colour }} />
      {line.fair === null ? null : <i className={styles.barFair} style={{ left: at(line.fair) }} />}
    </span>
  );
}
