import { Outlet } from '@tanstack/react-router';
import { useEvents } from '../api/follow-events.ts';
import { useTranslation } from '../catalogue/use-translation.ts';
import { Toasts } from '../parts/toasts.tsx';
import { Dialogs } from './dialogs.tsx';
import styles from './frame.module.css';
import { Rail } from './rail.tsx';

/** The rail, and beside it the page that the address names. Its route lets in only who is signed in. */
export function Frame() {
  const { t } = useTranslation();
  useEvents();
  return (
    <div className={styles.app}>
      <a className={styles.skip} href="#page">
        {t('shell.skip')}
      </a>
      <Rail />
      <div className={styles.main}>
        <Outlet />
      </div>
      <Dialogs />
      <Toasts />
    </div>
  );
}
