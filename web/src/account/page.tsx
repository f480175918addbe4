import { useSession } from '../api/session.ts';
import { useTranslation } from '../catalogue/use-translation.ts';
import { Avatar } from '../parts/avatar.tsx';
import { Facts } from '../parts/facts.tsx';
import { Page } from '../shell/page.tsx';
import styles from './account.module.css';
import { LookPane } from './look-pane.tsx';
import { PasswordPane } from './password-pane.tsx';
import { SessionsPane } from './sessions-pane.tsx';
import { SitesPane } from './sites-pane.tsx';
import { TokensPane } from './tokens-pane.tsx';

/** What a person settles for themself: password, sessions, tokens, language, light or dark. */
export function AccountPage() {
  const { t } = useTranslation();
  const { account } = useSession();
  return (
    <Page title={t('shell.account')}>
      <div className={styles.account}>
        <div className={styles.column}>
          <section className={`pane ${styles.pad}`}>
            <div className="row">
              <Avatar name={account.name} size={28} />
              <h1>{account.displayName || account.name}</h1>
            </div>
            <Facts
              facts={[
                [t('account.name'), account.name],
                [t('account.groups'), account.groups.length > 0 ? account.groups.join(', ') : '—'],
                [t('account.role'), account.admin ? t('account.administrator') : t('account.member')],
                [
                  t('account.uid'),
                  <span key="uid" className="mono">
                    {account.uid}
                  </span>,
                ],
              ]}
            />
          </section>
          <LookPane />
          <PasswordPane />
        </div>
        <div className={styles.column}>
          <TokensPane />
          <SessionsPane />
          <SitesPane />
        </div>
      </div>
    </Page>
  );
}
