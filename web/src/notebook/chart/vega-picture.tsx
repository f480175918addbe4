import { useComputedColorScheme } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from '../../catalogue/use-translation.ts';
import { useNotebook } from '../context.ts';
import { fetchModule } from '../fetch-module.ts';
import styles from './chart.module.css';

interface VegaPictureProps {
  readonly spec: Record<string, unknown>;
  readonly kind: 'vega' | 'vega-lite';
  /** Takes the place of the specification's own data. */
  readonly rows?: readonly Record<string, unknown>[];
  readonly label?: string;
  /** Px; else what the specification says. */
  readonly height?: number;
}

/** A Vega or Vega-Lite picture; drawn anew in the other theme and at another width. */
export function VegaPicture({ spec, kind, rows, label, height }: VegaPictureProps) {
  const { t } = useTranslation();
  const { session } = useNotebook();
  const theme = useComputedColorScheme('light');
  const host = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    const element = host.current;
    if (element === null) return;
    const watch = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
    watch.observe(element);
    return () => watch.disconnect();
  }, []);
  useEffect(() => {
    const element = host.current;
    if (element === null || width < 40) return;
    let stop: (() => void) | null = null;
    let current = true;
    const draw = async () => {
      const { drawVega } = await fetchModule(() => import('./draw-vega.ts'));
      const drawn = await drawVega({ host: element, spec, kind, rows, width, height, account: session.account, theme });
      if (current) stop = drawn;
      else drawn();
      setProblem(null);
    };
    draw().catch((error: unknown) => current && setProblem(error instanceof Error ? error.message : String(error)));
    return () => {
      current = false;
      stop?.();
    };
  }, [spec, kind, rows, width, height, theme, session]);
  return (
    <>
      {problem !== null && <div className={styles.problem}>{t('notebook.chart.failed', { why: problem })}</div>}
      <div ref={host} className={styles.picture} role="img" aria-label={label ?? t('notebook.chart.picture')} />
    </>
  );
}
