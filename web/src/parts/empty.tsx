import type { ReactNode } from 'react';
import styles from './empty.module.css';

interface EmptyProps {
  /** What would be here. */
  title: string;
  /** One sentence at most. */
  hint?: string;
  /** The one action that puts something here. */
  action?: ReactNode;
}

/** A list that has nothing in it: a dashed colonnade, one sentence, one action. */
export function Empty({ title, hint, action }: EmptyProps) {
  return (
    <div className={styles.empty}>
      <svg width="64" height="44" viewBox="0 0 64 44" aria-hidden="true">
        <g fill="none" stroke="var(--line-2)" strokeWidth="1.5">
          <path d="M3 5h58M3 39h58" strokeWidth="3" />
          <path d="M9 8h8v28H9zM28 8h8v28h-8zM47 8h8v28h-8z" strokeDasharray="3 3" />
        </g>
      </svg>
      <div>
        <div className="b">{title}</div>
        {hint ? <div className="t2">{hint}</div> : null}
        {action ? <div className={styles.action}>{action}</div> : null}
      </div>
    </div>
  );
}
