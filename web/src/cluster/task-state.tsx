import type { Task, TaskState } from '../../../src/cluster/contract.ts';
import { useTranslation } from '../catalogue/use-translation.ts';
import { type State, StateBadge } from '../parts/state-badge.tsx';

const badges: Record<TaskState, State> = {
  queued: 'wait',
  staging: 'run',
  starting: 'run',
  running: 'run',
  killing: 'wait',
  unreachable: 'fail',
  finished: 'ok',
  failed: 'fail',
  killed: 'off',
  error: 'fail',
  lost: 'fail',
  dropped: 'fail',
  gone: 'fail',
};

/** How a task is, in a word. */
export function TaskStateBadge({ task }: { task: Pick<Task, 'state' | 'healthy'> }) {
  const { t } = useTranslation();
  if (task.state === 'running' && task.healthy === false)
    return <StateBadge state="fail">{t('cluster.unhealthy')}</StateBadge>;
  return <StateBadge state={badges[task.state]}>{t(`cluster.taskState.${task.state}`)}</StateBadge>;
}
