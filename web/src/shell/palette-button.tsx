import { IconSearch } from '@tabler/icons-react';
import { useTranslation } from '../catalogue/use-translation.ts';
import { commandKey } from './keys.ts';
import styles from './palette-button.module.css';
import { openPalette } from './palette-store.ts';

/** Stands in every header: opens the palette, and tells its key. */
export function PaletteButton() {
  const { t } = useTranslation();
  return (
    <button
      type="button"
      className={styles.button}
      onClick={openPalette}
      aria-label={t('shell.search')}
      aria-haspopup="dialog"
    >
      <IconSearch size={16} stroke={1.75} aria-hidden="true" />
      <span className={styles.words}>{t('shell.search')}</span>
      <kbd className={styles.key}>{commandKey} K</kbd>
    </button>
  );
}
