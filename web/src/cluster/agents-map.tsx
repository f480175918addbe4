import { Link } from '@tanstack/react-router';
import type { Agent } from '../../../src/cluster/contract.ts';
import { useTranslation } from '../catalogue/use-translation.ts';
import { agentCells } from './agent-cells.ts';
import type { Kind } from './amount-text.ts';
import { amountWords, bareAmount } from './amount-text.ts';
import styles from './cluster.module.css';

interface AgentsMapProps {
  agents: readonly Agent[];
  kind: Kind;
  colourOf: (role: string | null) => string;
}

const cellCount = 16;
/** Above so many agents a tile is one square, the darker the fuller. */
const mostTiles = 48;

/** A tile for each agent; each opens what there is to know of it. */
export function AgentsMap({ agents, kind, colourOf }: AgentsMapProps) {
  const { t } = useTranslation();
  if (agents.length === 0) return <p className={`${styles.pad} t2`}>{t('cluster.noAgents')}</p>;
  if (agents.length > mostTiles)
    return (
      <div className={styles.dots}>
        {agents.map((agent) => (
          <Dot key={agent.id} agent={agent} kind={kind} />
        ))}
      </div>
    );
  return (
    <div className={styles.tiles}>
      {agents.map((agent) => (
        <Tile key={agent.id} agent={agent} kind={kind} colourOf={colourOf} />
      ))}
    </div>
  );
}

function Tile({ agent, kind, colourOf }: { agent: Agent; kind: Kind; colourOf: AgentsMapProps['colourOf'] }) {
  const { t, language } = useTranslation();
  const free = Math.max(0, agent.total[kind] - agent.used[kind]);
  const takes = agent.state === 'active';
  const state = takes
    ? free < agent.total[kind] / 100
      ? t('cluster.full')
      : t('cluster.freeAmount', { amount: bareAmount(kind, free, language) })
    : t(`cluster.agentState.${agent.state}`);
  return (
    <Link
      to="/cluster/agents"
      search={{ show: agent.id }}
      className={styles.tile}
      data-away={takes ? undefined : true}
      title={holdersText(agent, kind, t, language)}
    >
      <span className={`${styles.tileHead} s12`}>
        <span className={`mono el ${styles.tileName}`}>{agent.id}</span>
        <span className={takes ? 't3' : 'wait'}>{state}</span>
      </span>
      <span className={styles.cells} aria-hidden="true">
        {agentCells(agent, kind, cellCount).map((owner, index) => {
          const role = agent.byRole[owner];
          return (
            <i
              // biome-ignore lint/suspicious/noArrayIndexKey: cells have no other name
              key={index}
              className={role === undefined ? styles.free : undefined}
              style={role === undefined ? undefined : { background: colourOf(role.role) }}
            />
          );
        })}
      </span>
    </Link>
  );
}

function Dot({ agent, kind }: { agent: Agent; kind: Kind }) {
  const { t, language } = useTranslation();
  const part = agent.total[kind] > 0 ? agent.used[kind] / agent.total[kind] : 0;
  const step = Math.min(7, Math.max(1, Math.ceil(part * 7)));
  const words = `${agent.id}: ${holdersText(agent, kind, t, language)}`;
  return (
    <Link
      to="/cluster/agents"
      search={{ show: agent.id }}
      className={`${styles.dot} ${part === 0 ? styles.free : ''}`}
      data-away={agent.state === 'active' ? undefined : true}
      style={part === 0 ? undefined : { background: `var(--q${step})` }}
      title={words}
      aria-label={words}
    />
  );
}

function holdersText(agent: Agent, kind: Kind, t: ReturnType<typeof useTranslation>['t'], language: string): string {
  const parts = agent.byRole.map(
    ({ role, resources }) => `${role ?? t('cluster.others')}: ${amountWords(kind, resources[kind], t, language)}`,
  );
  const whole = t('cluster.inUse', {
    used: bareAmount(kind, agent.used[kind], language),
    total: amountWords(kind, agent.total[kind], t, language),
  });
  return [whole, ...parts].join('\n');
}
