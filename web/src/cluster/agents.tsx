import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { Agent } from '../../../src/cluster/contract.ts';
import { useTranslation } from '../catalogue/use-translation.ts';
import { Empty } from '../parts/empty.tsx';
import { List } from '../parts/list.tsx';
import type { Column } from '../parts/list-props.ts';
import { Meter } from '../parts/meter.tsx';
import { AgentPanel } from './agent-panel.tsx';
import { AgentStateBadge } from './agent-state.tsx';
import { bareAmount } from './amount-text.ts';
import styles from './cluster.module.css';
import { agentsQuery } from './cluster-queries.ts';
import { FitForm } from './fit-form.tsx';

/** The machines: what they have, what of it is used, and a panel for the one that is open. */
export function AgentsTab() {
  const { t, language } = useTranslation();
  const navigate = useNavigate();
  const { show } = useSearch({ from: '/framed/cluster/agents' });
  const query = useQuery(agentsQuery);
  const columns = useMemo((): readonly Column<Agent>[] => {
    const meter = (agent: Agent, kind: 'cpus' | 'memory') => {
      const words = t('cluster.inUse', {
        used: bareAmount(kind, agent.used[kind], language),
        total: bareAmount(kind, agent.total[kind], language),
      });
      return (
        <span className={styles.meter}>
          <Meter value={agent.used[kind]} whole={agent.total[kind]} label={words} />
          <span className="num t2">{words}</span>
        </span>
      );
    };
    return [
      {
        id: 'id',
        head: t('cluster.agent'),
        width: 'minmax(120px, 1.2fr)',
        by: (agent) => agent.id,
        cell: (agent) => <span className="mono">{agent.id}</span>,
      },
      {
        id: 'state',
        head: t('cluster.state'),
        width: '150px',
        phoneWidth: '120px',
        by: (agent) => agent.state,
        cell: (agent) => <AgentStateBadge agent={agent} />,
      },
      {
        id: 'cpus',
        head: t('cluster.cpus'),
        width: 'minmax(150px, 1fr)',
        wide: true,
        by: (agent) => agent.used.cpus,
        cell: (agent) => meter(agent, 'cpus'),
      },
      {
        id: 'memory',
        head: t('cluster.memory'),
        width: 'minmax(190px, 1fr)',
        wide: true,
        by: (agent) => agent.used.memory,
        cell: (agent) => meter(agent, 'memory'),
      },
      {
        id: 'attributes',
        head: t('cluster.attributes'),
        width: 'minmax(120px, 1fr)',
        wide: true,
        cell: (agent) => <span className="t2">{attributesText(agent)}</span>,
      },
      {
        id: 'tasks',
        head: t('cluster.tasks'),
        width: '70px',
        numeric: true,
        by: (agent) => agent.tasks,
        cell: (agent) => agent.tasks.toLocaleString(language),
      },
    ];
  }, [t, language]);
  const open = query.data?.find(({ id }) => id === show);
  const choose = (id: string | undefined) =>
    void navigate({ to: '/cluster/agents', search: id === undefined ? {} : { show: id } });
  return (
    <div className={styles.split}>
      <div className={styles.main}>
        <FitForm />
        <List
          fill
          label={t('cluster.agents')}
          columns={columns}
          rows={query.data}
          keyOf={(agent) => agent.id}
          nameOf={(agent) => agent.id}
          error={query.error}
          again={() => void query.refetch()}
          searchIn={(agent) => `${agent.id} ${agent.state} ${attributesText(agent)}`}
          order={{ by: 'id', up: true }}
          open={(agent) => choose(agent.id)}
          current={show}
          empty={<Empty title={t('cluster.noAgents')} />}
        />
      </div>
      {open ? <AgentPanel agent={open} close={() => choose(undefined)} /> : null}
    </div>
  );
}

function attributesText({ attributes }: Agent): string {
  return Object.entries(attributes)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
}
