import styles from './meter.module.css';

/** How much of a whole is used; amber from nine tenths. Both in the same unit. */
export function Meter({ value, whole, label }: { value: number; whole: number; label: string }) {
  const part = whole > 0 ? Math.min(1, value / whole) : 0;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a meter element cannot be drawn in our colours everywhere
    <div
      className={styles.meter}
      role="meter"
      aria-label={label}
      aria-valuenow={Math.round(part * 100)}
      aria-valuemin={0}
      aria-valuemax={100}
    >
      <i data-full={part >= 0.9 || undefined} style={{ width: `${part * 100}%` }} />
    </div>
  );
}
