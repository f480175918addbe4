import type { Agent, AgentState } from '../../../src/cluster/contract.ts';
import { useTranslation } from '../catalogue/use-translation.ts';
import { type State, StateBadge } from '../parts/state-badge.tsx';

const badges: Record<AgentState, State> = { active: 'ok', draining: 'wait', deactivated: 'off', unreachable: 'fail' };

export function AgentStateBadge({ agent: { state, drain } }: { agent: Pick<Agent, 'state' | 'drain'> }) {
  const { t } = useTranslation();
  return (
    <StateBadge state={badges[state]}>
      {drain === null ? t(`cluster.agentState.${state}`) : t('cluster.drainingLeft', { count: drain.tasksLeft })}
    </StateBadge>
  );
}
