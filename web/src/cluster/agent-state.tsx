import type { Agent, AgentState } from '../../../src/cluster/contract.ts';
import { useTranslation } from '../catalogue/use-translation.ts';
import { dates } from '../parts/format-time.ts';
import { type State, StateBadge } from '../parts/state-badge.tsx';

const badges: Record<AgentState, State> = { active: 'ok', draining: 'wait', deactivated: 'off', unreachable: 'fail' };

export function AgentStateBadge({ agent: { state, drain } }: { agent: Pick<Agent, 'state' | 'drain'> }) {
  const { t, language } = useTranslation();
  const draining = ({ tasksLeft: count, endsBy }: NonNullable<Agent['drain']>) =>
    endsBy === null
      ? t('cluster.drainingLeft', { count })
      : t('cluster.drainingUntil', { count, time: dates(language, { timeStyle: 'short' }).format(endsBy) });
  return (
    <StateBadge state={badges[state]}>{drain === null ? t(`cluster.agentState.${state}`) : draining(drain)}</StateBadge>
  );
}
