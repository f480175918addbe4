import type { KnownFramework } from '../framework-port.ts';
import type { StoredFramework } from '../store/frameworks.ts';
import type { FrameworkLook } from './look.ts';

export function knownFramework(
  { record, registeredAt, reregisteredAt, endedAt }: StoredFramework,
  state: KnownFramework['state'],
): KnownFramework {
  return { ...record, state, builtIn: false, registeredAt, reregisteredAt, endedAt };
}

/** One of the platform's own: nobody subscribes as it, and nobody ends it. */
export function builtInFramework(id: string): KnownFramework {
  return {
    ...{ id, name: id, account: '', roles: [], suppressedRoles: [], capabilities: [], labels: [] },
    ...{ failoverTimeoutMs: 0, hostname: '', webUiUrl: '', state: 'connected', builtIn: true },
    ...{ registeredAt: 0, reregisteredAt: null, endedAt: null },
  };
}

export function lookOfCompleted({ record, registeredAt, endedAt }: StoredFramework): FrameworkLook {
  return {
    ...{ record, state: 'completed', registeredAt, connectedAt: null, disconnectedAt: endedAt, endsAt: null },
    ...{ silent: false, suppressed: false, offers: [], demands: new Set() },
  };
}
