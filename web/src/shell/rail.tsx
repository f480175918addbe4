import { Menu } from '@mantine/core';
import {
  IconBook2,
  IconDots,
  IconFolder,
  IconHelpCircle,
  IconHome,
  IconNotebook,
  IconServer2,
  IconSettings,
  IconTerminal2,
  IconUser,
  IconUsers,
} from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { useSession } from '../api/session.ts';
import { useTranslation } from '../catalogue/use-translation.ts';
import { Avatar } from '../parts/avatar.tsx';
import { Mark } from '../parts/mark.tsx';
import { useLeave } from './leave.ts';
import { openKeys } from './palette-store.ts';
import styles from './rail.module.css';

const icon = { size: 20, stroke: 1.75, 'aria-hidden': true } as const;

/** The way to every page: at the left, or five tabs at the bottom of a phone. */
export function Rail() {
  const { t } = useTranslation();
  const { account } = useSession();
  return (
    <nav className={styles.rail} aria-label={t('shell.main')}>
      <span className={styles.mark}>
        <Mark />
      </span>
      <Link to="/" className={styles.item} activeOptions={{ exact: true, includeSearch: false }}>
        <IconHome {...icon} />
        {t('shell.home')}
      </Link>
      <Link to="/notebooks" className={styles.item} activeOptions={{ includeSearch: false }}>
        <IconNotebook {...icon} />
        {t('shell.notebooks')}
      </Link>
      <Link to="/files/$" params={{ _splat: '' }} className={styles.item} activeOptions={{ includeSearch: false }}>
        <IconFolder {...icon} />
        {t('shell.files')}
      </Link>
      <Link to="/terminal" className={styles.item} activeOptions={{ includeSearch: false }}>
        <IconTerminal2 {...icon} />
        {t('shell.terminal')}
      </Link>
      <Link to="/cluster" className={`${styles.item} ${styles.wide}`} activeOptions={{ includeSearch: false }}>
        <IconServer2 {...icon} />
        {t('cluster.title')}
      </Link>
      {account.admin ? (
        <Link to="/admin" className={`${styles.item} ${styles.wide}`} activeOptions={{ includeSearch: false }}>
          <IconUsers {...icon} />
          {t('shell.admin')}
        </Link>
      ) : null}
      <span className={styles.space} />
      <button
        type="button"
        className={`${styles.help} ${styles.wide}`}
        aria-label={t('shell.keys')}
        title={`${t('shell.keys')} (?)`}
        onClick={openKeys}
      >
        <IconHelpCircle {...icon} />
      </button>
      <PersonMenu />
    </nav>
  );
}

function PersonMenu() {
  const { t } = useTranslation();
  const { account } = useSession();
  const navigate = useNavigate();
  const leave = useLeave();
  const small = { size: 16, stroke: 1.75 };
  return (
    <Menu position="right-end" width={200}>
      <Menu.Target>
        <button type="button" className={styles.person} aria-label={`${t('shell.account')}: ${account.name}`}>
          <span className={styles.wide}>
            <Avatar name={account.name} size={28} />
          </span>
          <span className={`${styles.item} ${styles.phone}`}>
            <IconDots {...icon} />
            {t('shell.more')}
          </span>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{account.displayName || account.name}</Menu.Label>
        <Menu.Item leftSection={<IconUser {...small} />} onClick={() => void navigate({ to: '/account' })}>
          {t('shell.account')}
        </Menu.Item>
        <Menu.Item leftSection={<IconServer2 {...small} />} onClick={() => void navigate({ to: '/cluster' })}>
          {t('cluster.title')}
        </Menu.Item>
        {account.admin ? (
          <Menu.Item leftSection={<IconSettings {...small} />} onClick={() => void navigate({ to: '/admin/accounts' })}>
            {t('admin.title')}
          </Menu.Item>
        ) : null}
        <Menu.Item
          leftSection={<IconBook2 {...small} />}
          onClick={() => void navigate({ to: '/guide/$name', params: { name: 'analysts' } })}
        >
          {t('guide.title')}
        </Menu.Item>
        <Menu.Item leftSection={<IconHelpCircle {...small} />} onClick={openKeys}>
          {t('shell.keys')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item onClick={leave}>{t('shell.signOut')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
