import type { ReactNode } from 'react';
import styles from './notebook.module.css';

interface BannerProps {
  readonly tone: 'wait' | 'fail' | 'plain';
  readonly icon: ReactNode;
  readonly action?: ReactNode;
  readonly children: ReactNode;
}

/** One line above the cells: what is so, and what may be done about it. */
export function Banner({ tone, icon, action, children }: BannerProps) {
  return (
    <div className={styles.banner} data-tone={tone} role={tone === 'fail' ? 'alert' : 'status'}>
      <span className={tone === 'plain' ? 't2' : tone}>{icon}</span>
      <div className="grow">{children}</div>
      {action}
    </div>
  );
}
