import type { ReactNode } from 'react';
import styles from './facts.module.css';

/** Names and values, in two columns. */
export function Facts({ facts }: { facts: readonly (readonly [name: string, value: ReactNode])[] }) {
  return (
    <dl className={styles.facts}>
      {facts.map(([name, value]) => (
        <div key={name} className={styles.fact}>
          <dt className="t3">{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
