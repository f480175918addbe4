import { useQuery } from '@tanstack/react-query';
import { getSystem } from '../../../src/operations/contract.ts';
import { call } from '../api/call.ts';
import { sayHost } from '../catalogue/host-words.ts';
import { type Say, useTranslation, type WordKey } from '../catalogue/use-translation.ts';
import { Ago } from '../parts/ago.tsx';
import { Bytes } from '../parts/bytes.tsx';
import { Enforced } from '../parts/enforced.tsx';
import { Facts } from '../parts/facts.tsx';
import { GreyRows } from '../parts/grey-rows.tsx';
import { ProblemBox } from '../parts/problem-box.tsx';
import { type State, StateBadge } from '../parts/state-badge.tsx';
import styles from './admin.module.css';

const pythonBadges: Record<'ready' | 'preparing' | 'missing', State> = {
  ready: 'ok',
  preparing: 'run',
  missing: 'fail',
};

/** Versions, processes, what the sandbox enforces here, and what the doctor says. */
export function SystemTab() {
  const { t } = useTranslation();
  const query = useQuery({
    queryKey: ['system'],
    queryFn: ({ signal }) => call(getSystem, { signal }),
    refetchInterval: 10_000,
  });
  const system = query.data;
  return (
    <div className={styles.overview}>
      {query.isPending ? <GreyRows rows={8} /> : null}
      {query.error ? <ProblemBox error={query.error} again={() => void query.refetch()} /> : null}
      {system ? (
        <div className={styles.grid}>
          <div className={styles.column}>
            <section className="pane">
              <header>
                <h2>{t('admin.platform')}</h2>
              </header>
              <div style={{ padding: '0 16px 14px' }}>
                <Facts
                  facts={[
                    [t('admin.version'), system.version],
                    [t('admin.address'), system.publicUrl],
                    [t('admin.contentHost'), system.contentHost ?? t('admin.none')],
                    [t('admin.rung'), `${system.rung ?? '—'} · ${sayHost(system.rungName)}`],
                    [t('admin.severalAccounts'), t(system.severalAccounts ? 'admin.yes' : 'admin.no')],
                    [
                      'Python',
                      <span key="python" title={system.python.detail}>
                        <StateBadge state={pythonBadges[system.python.state]}>
                          {t(`admin.python.${system.python.state}`)}
                        </StateBadge>
                      </span>,
                    ],
                  ]}
                />
              </div>
            </section>
            {system.processes.length > 0 ? (
              <section className="pane">
                <header>
                  <h2>{t('admin.processes')}</h2>
                </header>
                {system.processes.map((process) => (
                  <div key={`${process.name}-${process.pid}`} className={styles.line}>
                    <span className="m5">{process.name}</span>
                    <span className="row sb t2">
                      <span>
                        {t('admin.pid', { pid: process.pid })}, <Ago at={process.startedAt} />
                      </span>
                      <Bytes value={process.memoryBytes} />
                    </span>
                  </div>
                ))}
              </section>
            ) : null}
            {system.doctor.length > 0 ? (
              <section className="pane">
                <header>
                  <h2>{t('admin.doctor')}</h2>
                </header>
                {system.doctor.map((line) => (
                  <div key={line.name} className={styles.line}>
                    <StateBadge state={line.ok ? 'ok' : 'wait'}>{sayHost(line.name)}</StateBadge>
                    <span>
                      <span className="t2">{sayHost(line.detail)}</span>
                      {line.fix ? <span className="wait s12"> {sayHost(line.fix)}</span> : null}
                    </span>
                  </div>
                ))}
              </section>
            ) : null}
          </div>
          <div className={styles.column}>
            <section className="pane">
              <header>
                <h2>{t('admin.enforced')}</h2>
              </header>
              {system.limits.map((limit) => (
                <div key={limit.name} className={styles.line}>
                  <span>{limitName(limit.name, t)}</span>
                  <span>
                    <Enforced enforced={limit.enforced} how={limit.how} why={limit.why} />
                    {limit.enforced === 'yes' ? <span className="t3 s12">{sayHost(limit.how)}</span> : null}
                  </span>
                </div>
              ))}
            </section>
          </div>
        </div>
      ) : null}
    </div>
  );
}

const known: Readonly<Record<string, WordKey>> = {
  'files-private': 'admin.limit.files-private',
  'processes-private': 'admin.limit.processes-private',
  'network-private': 'admin.limit.network-private',
  'system-calls': 'admin.limit.system-calls',
  memory: 'admin.limit.memory',
  cpu: 'admin.limit.cpu',
  processes: 'admin.limit.processes',
  'disk-bytes': 'admin.limit.disk-bytes',
  'disk-files': 'admin.limit.disk-files',
  bandwidth: 'admin.limit.bandwidth',
  internet: 'admin.limit.internet',
};

/** A limit in words; one that this page does not know by the name that the host gave. */
function limitName(name: string, t: Say): string {
  const key = known[name];
  return key ? t(key) : name;
}
