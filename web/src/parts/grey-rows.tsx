import { useEffect, useState } from 'react';
import { useTranslation } from '../catalogue/use-translation.ts';
import styles from './grey-rows.module.css';

const delayMilliseconds = 300;

/** Rows in their final shape while something loads; nothing at all for the first 300 ms. */
export function GreyRows({ rows = 5, height = 36 }: { rows?: number; height?: number }) {
  const { t } = useTranslation();
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), delayMilliseconds);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div role="status" aria-label={t('parts.loading')} style={{ minHeight: rows * height }}>
      {shown
        ? Array.from({ length: rows }, (_, row) => row).map((row) => (
            <div key={row} className={styles.row} style={{ height }}>
              <i style={{ width: 16 }} />
              <i style={{ width: `${28 + ((row * 17) % 30)}%` }} />
              <i className={styles.end} style={{ width: 60 }} />
            </div>
          ))
        : null}
    </div>
  );
}
