import { useAccount } from '../api/session.ts';
import { useWorkspace } from '../api/workspace.ts';
import { useTranslation } from '../catalogue/use-translation.ts';
import { GreyRows } from '../parts/grey-rows.tsx';
import { ProblemBox } from '../parts/problem-box.tsx';
import { Page } from '../shell/page.tsx';
import styles from './home.module.css';
import { LaunchPane } from './launch-pane.tsx';
import { LimitsPane } from './limits-pane.tsx';
import { RecentPane } from './recent-pane.tsx';
import { RunningPane } from './running-pane.tsx';

/** Launch, the latest notebooks, what runs, and what may be used. */
export function HomePage() {
  const { t } = useTranslation();
  const account = useAccount();
  const workspace = useWorkspace(account);
  const running = workspace.data?.state === 'running';
  return (
    <Page title={t('shell.home')}>
      <div className={styles.home}>
        <div className={styles.column}>
          {workspace.data ? <LaunchPane workspace={workspace.data} /> : null}
          {workspace.isPending ? (
            <section className="pane">
              <GreyRows rows={3} />
            </section>
          ) : null}
          {workspace.error && !workspace.data ? (
            <ProblemBox error={workspace.error} again={() => void workspace.refetch()} />
          ) : null}
          <RecentPane account={account} running={running} />
        </div>
        <aside className={styles.column}>
          <RunningPane account={account} running={running} />
          {workspace.data && workspace.data.limits.length > 0 ? <LimitsPane workspace={workspace.data} /> : null}
        </aside>
      </div>
    </Page>
  );
}
