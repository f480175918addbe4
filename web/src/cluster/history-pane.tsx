import { useQuery } from '@tanstack/react-query';
import { type PointerEvent, useState } from 'react';
import type { ClusterHistory } from '../../../src/cluster/contract.ts';
import { useTranslation } from '../catalogue/use-translation.ts';
import { dates } from '../parts/format-time.ts';
import { GreyRows } from '../parts/grey-rows.tsx';
import { ProblemBox } from '../parts/problem-box.tsx';
import type { Kind } from './amount-text.ts';
import { amountWords, bareAmount } from './amount-text.ts';
import styles from './cluster.module.css';
import { historyQuery } from './cluster-queries.ts';
import { historyBands, measuredPath } from './history-bands.ts';

const box = { width: 1000, height: 140 };

/** Who used what over the last day, one band for each group; the values under the pointer in words. */
export function HistoryPane({ kind, colourOf }: { kind: Kind; colourOf: (role: string | null) => string }) {
  const { t } = useTranslation();
  const query = useQuery(historyQuery);
  return (
    <section className={`pane ${styles.whole}`}>
      <header>
        <h2>{t('cluster.lastDay')}</h2>
      </header>
      {query.error ? (
        <div className={styles.pad}>
          <ProblemBox error={query.error} again={() => void query.refetch()} />
        </div>
      ) : null}
      {query.isPending ? <GreyRows rows={4} /> : null}
      {query.data ? (
        query.data.times.length < 2 ? (
          <p className={`${styles.pad} t2`}>{t('cluster.noHistory')}</p>
        ) : (
          <Bands history={query.data} kind={kind} colourOf={colourOf} />
        )
      ) : null}
    </section>
  );
}

function Bands({
  history,
  kind,
  colourOf,
}: {
  history: ClusterHistory;
  kind: Kind;
  colourOf: (role: string | null) => string;
}) {
  const { t, language } = useTranslation();
  const [pointed, setPointed] = useState<number | null>(null);
  const { times, total, roles, running, waiting } = history;
  const last = times.length - 1;
  const at = Math.min(last, pointed ?? last);
  const point = (event: PointerEvent<SVGSVGElement>) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    setPointed(Math.max(0, Math.round(((event.clientX - left) / width) * last)));
  };
  const clock = (index: number) =>
    dates(language, { hour: '2-digit', minute: '2-digit' }).format(times[index] ?? times[0]);
  const reallyUsed = history.measured[kind][at] ?? null;
  const x = (100 * at) / last;
  return (
    <div className={styles.history}>
      <div className={`${styles.legend} s12 t2`} aria-live="off">
        <span className="m5">{clock(at)}</span>
        {roles.map(({ role, [kind]: amounts }) => (
          <span key={role ?? ''}>
            <i className={styles.swatch} style={{ background: colourOf(role) }} /> {role ?? t('cluster.others')}{' '}
            {bareAmount(kind, amounts[at] ?? 0, language)}
          </span>
        ))}
        <span>{t('cluster.ofAll', { amount: amountWords(kind, total[kind][at] ?? 0, t, language) })}</span>
        {reallyUsed === null ? null : (
          <span>{t('cluster.reallyUsed', { amount: bareAmount(kind, reallyUsed, language) })}</span>
        )}
        <span>{t('cluster.ranAndWaited', { running: running[at] ?? 0, waiting: waiting[at] ?? 0 })}</span>
      </div>
      <svg
        viewBox={`0 0 ${box.width} ${box.height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={t('cluster.lastDay')}
        onPointerMove={point}
        onPointerLeave={() => setPointed(null)}
      >
        {historyBands(history, kind, box.width, box.height).map(({ role, path }) => (
          <path key={role ?? ''} d={path} fill={colourOf(role)} />
        ))}
        <path
          d={measuredPath(history, kind, box.width, box.height)}
          fill="none"
          stroke="var(--text)"
          strokeDasharray="3 3"
          vectorEffect="non-scaling-stroke"
        />
        {pointed === null ? null : (
          <line x1={x * 10} x2={x * 10} y1="0" y2={box.height} stroke="var(--text)" vectorEffect="non-scaling-stroke" />
        )}
      </svg>
      <div className={`${styles.axis} s12 t3`}>
        {[0, 0.25, 0.5, 0.75, 1].map((part) => (
          <span key={part}>{clock(Math.round(part * last))}</span>
        ))}
      </div>
    </div>
  );
}
