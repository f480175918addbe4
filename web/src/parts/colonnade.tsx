import type { ReactNode } from 'react';
import styles from './colonnade.module.css';

/** todo → running → done | failed */
export interface Phase {
  readonly id: string;
  readonly name: string;
  readonly state: 'todo' | 'running' | 'done' | 'failed';
  /** From 0 to 1; absent while running means that progress is unknown: the column pulses slowly. */
  readonly fraction?: number | undefined;
  /** What stands under the name: seconds, a measure, "next". */
  readonly measure: ReactNode;
}

/** Long work as a row of columns that fill from the base under one beam. */
export function Colonnade({ phases }: { phases: readonly Phase[] }) {
  const filled = phases.reduce((sum, phase) => sum + fill(phase), 0);
  return (
    <ol className={styles.colonnade}>
      <li
        aria-hidden="true"
        className={styles.beam}
        style={{ width: `${(100 * filled) / Math.max(1, phases.length)}%` }}
      />
      {phases.map((phase) => (
        <li key={phase.id} className={styles.phase} data-state={phase.state}>
          <Column phase={phase} />
          <div className={styles.text}>
            <div className={`${styles.name} el`}>{phase.name}</div>
            <div className="s12 t3">{phase.measure}</div>
          </div>
        </li>
      ))}
    </ol>
  );
}

const shaft = { top: 5, height: 44 };

function Column({ phase }: { phase: Phase }) {
  const colour = phase.state === 'failed' ? 'var(--fail)' : 'var(--accent)';
  const stone = phase.state === 'done' || phase.state === 'failed' ? colour : 'var(--line-2)';
  const height = shaft.height * fill(phase);
  const unknown = phase.state === 'running' && phase.fraction === undefined;
  return (
    <svg viewBox="0 0 16 54" aria-hidden="true">
      <rect width="16" height="2" fill={stone} />
      <rect x="1.5" y="2" width="13" height="2" fill={stone} />
      <rect
        x="3.5"
        y={shaft.top}
        width="9"
        height={shaft.height}
        fill="var(--hover)"
        stroke={phase.state === 'todo' ? 'var(--line-2)' : colour}
      />
      <rect
        className={unknown ? styles.pulse : undefined}
        x="3"
        y={shaft.top + shaft.height - height}
        width="10"
        height={height}
        fill={colour}
      />
      <rect x="1.5" y="50" width="13" height="2" fill={phase.state === 'todo' ? 'var(--line-2)' : colour} />
      <rect y="52" width="16" height="2" fill={phase.state === 'todo' ? 'var(--line-2)' : colour} />
    </svg>
  );
}

function fill(phase: Phase): number {
  if (phase.state === 'done') return 1;
  if (phase.state === 'todo') return 0;
  return phase.fraction ?? 0.5;
}

/** The one-line form, beside text. `filled` counts columns, from 0 to 5; absent: it pulses. */
export function ColonnadeLine({ filled }: { filled?: number }) {
  return (
    <svg
      width="26"
      height="14"
      viewBox="0 0 26 14"
      aria-hidden="true"
      className={filled === undefined ? styles.pulse : undefined}
    >
      <path d="M0 0h26v2H0zM0 12h26v2H0z" className={styles.stone} />
      {[0, 1, 2, 3, 4].map((column) => {
        const part = Math.min(1, Math.max(0, (filled ?? 2.6) - column));
        return (
          <g key={column}>
            <rect x={1 + column * 5} y="3" width="4" height="8" className={styles.empty} />
            <rect x={1 + column * 5} y={11 - 8 * part} width="4" height={8 * part} className={styles.full} />
          </g>
        );
      })}
    </svg>
  );
}
