import { useQuery } from '@tanstack/react-query';
import type { Usage } from '../../../src/cluster/contract.ts';
import { useTranslation } from '../catalogue/use-translation.ts';
import { ProblemBox } from '../parts/problem-box.tsx';
import { amountWords } from './amount-text.ts';
import styles from './cluster.module.css';
import { taskUsageQuery } from './cluster-queries.ts';
import { say } from './say.ts';
import { usageLine } from './usage-line.ts';

/** What a task used over time against what it asked for, and what size would do. */
export function UsagePane({ taskId, live }: { taskId: string; live: boolean }) {
  const { t, language } = useTranslation();
  const query = useQuery(taskUsageQuery(taskId, live));
  const usage = query.data;
  return (
    <section className={`pane ${styles.whole}`}>
      <header>
        <h2>{t('cluster.usage')}</h2>
        <span className="t2 grow">{usage?.advice ? say(usage.advice, t, language) : ''}</span>
      </header>
      {query.error ? (
        <div className={styles.pad}>
          <ProblemBox error={query.error} again={() => void query.refetch()} />
        </div>
      ) : null}
      {usage && usage.samples.length === 0 ? <p className={`${styles.pad} t2`}>{t('cluster.notMeasured')}</p> : null}
      {usage && usage.samples.length > 0 ? (
        <div className={styles.usage}>
          <UsageChart usage={usage} kind="cpus" />
          <UsageChart usage={usage} kind="memory" />
        </div>
      ) : null}
    </section>
  );
}

const box = { width: 400, height: 64 };

interface UsageChartProps {
  usage: Pick<Usage, 'requested' | 'samples' | 'peak'>;
  kind: 'cpus' | 'memory';
  /** What was asked for at each sample, where that changes. */
  asked?: readonly { readonly cpus: number; readonly memory: number }[];
}

export function UsageChart({ usage, kind, asked: then }: UsageChartProps) {
  const { t, language } = useTranslation();
  const { path, most } = usageLine(usage, kind, box.width, box.height, then);
  const line = then && usageLine({ ...usage, samples: askedSamples(usage, then) }, kind, box.width, box.height, then);
  const last = usage.samples.at(-1)?.[kind] ?? null;
  const amount = (value: number | null) => (value === null ? '–' : amountWords(kind, value, t, language));
  const asked = box.height * (1 - usage.requested[kind] / most);
  const words = t('cluster.usageWords', {
    used: amount(last),
    peak: amount(usage.peak[kind]),
    asked: amount(usage.requested[kind]),
  });
  return (
    <figure>
      <figcaption className="s12">
        <span className="m5">{t(kind === 'cpus' ? 'cluster.cpus' : 'cluster.memory')}</span>{' '}
        <span className="t2">{words}</span>
      </figcaption>
      <svg viewBox={`0 0 ${box.width} ${box.height}`} preserveAspectRatio="none" role="img" aria-label={words}>
        {line ? (
          <path
            d={line.path}
            fill="none"
            stroke="var(--text-3)"
            strokeDasharray="4 3"
            vectorEffect="non-scaling-stroke"
          />
        ) : null}
        <line
          x1="0"
          x2={line ? 0 : box.width}
          y1={asked}
          y2={asked}
          stroke="var(--text-3)"
          strokeDasharray="4 3"
          vectorEffect="non-scaling-stroke"
        />
        <path d={path} fill="none" stroke="var(--c1)" strokeWidth="1.5" vectorEffect="non-scaling-stroke" />
      </svg>
    </figure>
  );
}

function askedSamples(
  { samples }: Pick<Usage, 'samples'>,
  then: NonNullable<UsageChartProps['asked']>,
): Usage['samples'] {
  return samples.map(({ at }, index) => ({
    ...{ at, disk: null },
    ...{ cpus: then[index]?.cpus ?? null, memory: then[index]?.memory ?? null },
  }));
}
