import { Outlet } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import styles from './frame.module.css';
import { Rail } from './rail.tsx';

/** The rail, and beside it the page that the address names. */
export function Frame() {
  const { t } = useTranslation();
  return (
    <div className={styles.app}>
      <a className={styles.skip} href="#page">
        {t('shell.skip')}
      </a>
      <Rail />
      <div className={styles.main}>
        <Outlet />
      </div>
    </div>
  );
}
