import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type Agent, drainAgent, markAgentGone, reactivateAgent } from '../../../src/cluster/contract.ts';
import { call } from '../api/call.ts';
import { useSession } from '../api/session.ts';
import { sayHost } from '../catalogue/host-words.ts';
import { useTranslation } from '../catalogue/use-translation.ts';
import { Ago } from '../parts/ago.tsx';
import { ConfirmLoss } from '../parts/confirm-loss.tsx';
import { Facts } from '../parts/facts.tsx';
import { ProblemBox } from '../parts/problem-box.tsx';
import { SidePanel } from '../parts/side-panel.tsx';
import { AgentStateBadge } from './agent-state.tsx';
import { amountWords, sizeWords } from './amount-text.ts';
import styles from './cluster.module.css';
import { agentQuery } from './cluster-queries.ts';

/** One machine: what it has, who uses it, what it can enforce; administrators drain it for maintenance. */
export function AgentPanel({ agent, close }: { agent: Agent; close: () => void }) {
  const { t, language } = useTranslation();
  const { account } = useSession();
  const detail = useQuery(agentQuery(agent.id));
  const head = (
    <>
      <div className="b mono">{agent.id}</div>
      <AgentStateBadge agent={agent} />
    </>
  );
  const more = detail.data;
  return (
    <SidePanel name="agent" label={agent.id} head={head} close={close}>
      <div className={styles.block}>
        <Facts
          facts={[
            [t('cluster.gives'), sizeWords(agent.total, t, language)],
            [t('cluster.used'), sizeWords(agent.used, t, language) || '–'],
            ...(agent.measured === null ? [] : [[t('cluster.measured'), measuredWords(agent, t, language)] as const]),
            [t('cluster.tasks'), agent.tasks.toLocaleString(language)],
            ...Object.entries(agent.attributes),
            ...(more
              ? ([
                  [t('cluster.keptBack'), sizeWords(more.keptBack, t, language) || '–'],
                  [t('cluster.version'), more.version],
                  [t('cluster.here'), <Ago key="here" at={more.registeredAt} />],
                ] as const)
              : []),
          ]}
        />
        {detail.error ? <ProblemBox error={detail.error} again={() => void detail.refetch()} /> : null}
      </div>
      <RoleAmounts title={t('cluster.usedBy')} amounts={agent.byRole} />
      <RoleAmounts title={t('cluster.reservedFor')} amounts={agent.reserved} />
      <RoleAmounts title={t('cluster.volumes')} amounts={agent.volumes} />
      {more?.enforced.some(({ enforced }) => enforced !== 'yes') ? (
        <div className={styles.block}>
          <h2>{t('cluster.notEnforced')}</h2>
          {more.enforced
            .filter(({ enforced }) => enforced !== 'yes')
            .map(({ name, why }) => (
              <div key={name}>
                <span className="m5">{name}</span> <span className="t2">{sayHost(why)}</span>
              </div>
            ))}
        </div>
      ) : null}
      {account.admin ? <DrainAct agent={agent} close={close} /> : null}
    </SidePanel>
  );
}

function RoleAmounts({ title, amounts }: { title: string; amounts: Agent['byRole'] }) {
  const { t, language } = useTranslation();
  if (amounts.length === 0) return null;
  return (
    <div className={styles.block}>
      <h2>{title}</h2>
      {amounts.map(({ role, resources }) => (
        <div key={role ?? ''} className="row sb">
          <span className="el">{role ?? t('cluster.others')}</span>
          <span className="t2 num">{sizeWords(resources, t, language)}</span>
        </div>
      ))}
    </div>
  );
}

function measuredWords({ measured }: Agent, t: ReturnType<typeof useTranslation>['t'], language: string): string {
  const kinds = (['cpus', 'memory', 'disk'] as const).flatMap((kind) => {
    const value = measured?.[kind] ?? null;
    return value === null ? [] : [amountWords(kind, value, t, language)];
  });
  return kinds.join(t('cluster.and')) || '–';
}

function DrainAct({ agent, close }: { agent: Agent; close: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [asking, setAsking] = useState<'drain' | 'gone' | null>(null);
  const [error, setError] = useState<unknown>(null);
  const params = { agentId: agent.id };
  const refresh = () => client.invalidateQueries({ queryKey: ['cluster'] });
  const back = () => {
    setError(null);
    call(reactivateAgent, { params }).then(refresh, setError);
  };
  return (
    <div className={styles.foot}>
      {agent.state === 'active' || agent.state === 'unreachable' ? (
        <>
          <Button variant="default" data-danger onClick={() => setAsking('drain')}>
            {t('cluster.drain')}
          </Button>
          <span className="t3 s12">{t('cluster.drainHint')}</span>
        </>
      ) : (
        <Button onClick={back}>{t('cluster.reactivate')}</Button>
      )}
      {agent.state === 'active' ? null : (
        <Button variant="default" data-danger onClick={() => setAsking('gone')}>
          {t('cluster.gone')}
        </Button>
      )}
      {error ? <ProblemBox error={error} /> : null}
      {asking === 'drain' ? (
        <ConfirmLoss
          title={t('cluster.drainTitle', { name: agent.id })}
          verb={t('cluster.drain')}
          act={() => call(drainAgent, { params, body: { graceSeconds: 300, markGone: false } }).then(refresh)}
          close={() => setAsking(null)}
        >
          {t('cluster.drainLoss', { count: agent.tasks })}
        </ConfirmLoss>
      ) : null}
      {asking === 'gone' ? (
        <ConfirmLoss
          title={t('cluster.goneTitle', { name: agent.id })}
          verb={t('cluster.gone')}
          act={() => call(markAgentGone, { params }).then(refresh).then(close)}
          close={() => setAsking(null)}
        >
          {t('cluster.goneLoss', { count: agent.tasks })}
        </ConfirmLoss>
      ) : null}
    </div>
  );
}
