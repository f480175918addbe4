import { Link, Outlet } from '@tanstack/react-router';
import { useTranslation } from '../catalogue/use-translation.ts';
import styles from '../parts/tabs.module.css';
import { Page } from '../shell/page.tsx';

const tabs = ['accounts', 'groups', 'workspaces', 'directory', 'sites', 'audit', 'system'] as const;

/** For administrators: who is here, what runs, what happened, how the system is. */
export function AdminPage() {
  const { t } = useTranslation();
  return (
    <Page title={t('admin.title')} edge>
      <nav className={styles.tabs} aria-label={t('admin.title')}>
        {tabs.map((tab) => (
          <Link key={tab} to={`/admin/${tab}`} className={styles.tab}>
            {t(`admin.${tab}`)}
          </Link>
        ))}
      </nav>
      <Outlet />
    </Page>
  );
}
