import type { Framework } from '../../../src/cluster/contract.ts';
import { useTranslation } from '../catalogue/use-translation.ts';
import { type State, StateBadge } from '../parts/state-badge.tsx';

const badges: Record<Framework['state'], State> = { connected: 'ok', disconnected: 'wait', completed: 'off' };

export function FrameworkStateBadge({ framework: { state } }: { framework: Pick<Framework, 'state'> }) {
  const { t } = useTranslation();
  return <StateBadge state={badges[state]}>{t(`cluster.frameworkState.${state}`)}</StateBadge>;
}
