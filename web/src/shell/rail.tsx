import { IconHome, IconTerminal2 } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Mark } from '../parts/mark.tsx';
import styles from './rail.module.css';

export function Rail() {
  const { t } = useTranslation();
  return (
    <nav className={styles.rail}>
      <span className={styles.mark}>
        <Mark />
      </span>
      <Link to="/" className={styles.item} activeOptions={{ exact: true, includeSearch: false }}>
        <IconHome size={20} stroke={1.75} />
        {t('shell.home')}
      </Link>
      <Link to="/terminal" className={styles.item} activeOptions={{ includeSearch: false }}>
        <IconTerminal2 size={20} stroke={1.75} />
        {t('shell.terminal')}
      </Link>
    </nav>
  );
}
