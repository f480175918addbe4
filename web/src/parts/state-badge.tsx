import {
  IconAlertCircle,
  IconCircleCheck,
  IconCircleDashed,
  IconHourglass,
  IconPlayerPause,
  type TablerIcon,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { ColonnadeLine } from './colonnade.tsx';
import styles from './state-badge.module.css';

/** ok, waiting, failed, running, not begun, put aside. */
export type State = 'ok' | 'wait' | 'fail' | 'run' | 'idle' | 'off';

const icons: Record<Exclude<State, 'run'>, TablerIcon> = {
  ok: IconCircleCheck,
  wait: IconHourglass,
  fail: IconAlertCircle,
  idle: IconCircleDashed,
  off: IconPlayerPause,
};

/** A state as icon, word and colour together, never colour alone. */
export function StateBadge({ state, children }: { state: State; children: ReactNode }) {
  if (state === 'run')
    return (
      <span className={`${styles.badge} run`}>
        <ColonnadeLine />
        {children}
      </span>
    );
  const Icon = icons[state];
  return (
    <span className={`${styles.badge} ${state === 'idle' || state === 'off' ? 't3' : state}`}>
      <Icon size={14} stroke={1.75} aria-hidden="true" />
      {children}
    </span>
  );
}
