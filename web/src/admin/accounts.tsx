import { Button } from '@mantine/core';
import { IconUserPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { Account } from '../../../src/accounts/contract.ts';
import { useTranslation } from '../catalogue/use-translation.ts';
import { Ago } from '../parts/ago.tsx';
import { Avatar } from '../parts/avatar.tsx';
import { Empty } from '../parts/empty.tsx';
import type { Column } from '../parts/list-props.ts';
import { AccountPanel } from './account-panel.tsx';
import { AccountState } from './account-state.tsx';
import { accountsQuery } from './accounts-query.ts';
import styles from './admin.module.css';
import { ListWithPanel } from './list-with-panel.tsx';
import { NewAccount } from './new-account.tsx';

/** Everybody who can sign in, and what they may. */
export function AccountsTab() {
  const { t } = useTranslation();
  const query = useQuery(accountsQuery);
  const [making, setMaking] = useState(false);
  const columns = useMemo(
    (): readonly Column<Account>[] => [
      {
        id: 'name',
        head: t('files.name'),
        width: 'minmax(150px, 2fr)',
        by: (account) => account.displayName || account.name,
        cell: (account) => (
          <span className={styles.person}>
            <Avatar name={account.name} />
            <span className="el">
              <span className="m5">{account.displayName || account.name}</span>{' '}
              {account.displayName ? <span className="t3">{account.name}</span> : null}
            </span>
          </span>
        ),
      },
      {
        id: 'groups',
        head: t('account.groups'),
        width: 'minmax(100px, 1.5fr)',
        wide: true,
        by: (account) => account.groups.join(),
        cell: (account) => <span className="t2">{account.groups.join(', ') || '—'}</span>,
      },
      {
        id: 'role',
        head: t('account.role'),
        width: '120px',
        wide: true,
        by: (account) => (account.admin ? 0 : 1),
        cell: (account) => <span className="t2">{t(account.admin ? 'account.administrator' : 'account.member')}</span>,
      },
      {
        id: 'state',
        head: t('admin.state'),
        width: '120px',
        by: (account) => account.state,
        cell: (account) => <AccountState state={account.state} />,
      },
      {
        id: 'seen',
        head: t('admin.lastSeen'),
        width: '120px',
        wide: true,
        by: (account) => account.seenAt,
        cell: (account) => (
          <span className="t2">{account.seenAt === null ? t('account.never') : <Ago at={account.seenAt} />}</span>
        ),
      },
    ],
    [t],
  );
  return (
    <>
      <ListWithPanel
        label={t('admin.accounts')}
        columns={columns}
        rows={query.data}
        keyOf={(one) => one.name}
        nameOf={(one) => one.name}
        error={query.error}
        again={() => void query.refetch()}
        searchIn={(one) => `${one.name} ${one.displayName} ${one.groups.join(' ')}`}
        searchHint={t('admin.searchAccounts')}
        empty={<Empty title={t('admin.noAccounts')} />}
        tools={
          <Button leftSection={<IconUserPlus size={16} stroke={1.75} />} onClick={() => setMaking(true)}>
            {t('admin.addAccount')}
          </Button>
        }
        foot={query.data ? t('admin.accountCount', { count: query.data.length }) : undefined}
        panel={(account, close) => <AccountPanel key={account.name} account={account} close={close} />}
      />
      {making ? <NewAccount close={() => setMaking(false)} /> : null}
    </>
  );
}
