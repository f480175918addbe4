import type { Resources } from '../rules/resources.ts';
import type { ReservedShare, Share, VolumeShare } from './shares.ts';

export interface FrameworkRecord {
  readonly id: string;
  readonly name: string;
  /** Whose it is: the account that registered it. */
  readonly account: string;
  /** `group/account`; at least one. */
  readonly roles: readonly string[];
  readonly suppressedRoles: readonly string[];
  /** Mesos's names. */
  readonly capabilities: readonly string[];
  /** Without a connection for so long its tasks are ended; 0: at once. */
  readonly failoverTimeoutMs: number;
  readonly hostname: string;
  readonly webUiUrl: string;
  readonly labels: readonly { readonly key: string; readonly value: string }[];
  /** Task id of the workspace whose code it is: it ends with that, unless its label `stay` is `true`. */
  readonly workspace?: string;
}

export interface KnownFramework extends FrameworkRecord {
  readonly state: 'connected' | 'disconnected' | 'completed';
  readonly builtIn: boolean;
  /** Milliseconds since 1970. */
  readonly registeredAt: number;
  readonly reregisteredAt: number | null;
  readonly endedAt: number | null;
}

export interface AgentRecord {
  readonly id: string;
  readonly hostname: string;
  readonly state: 'active' | 'draining' | 'deactivated' | 'unreachable';
  /** It is gone for ever when it is drained. */
  readonly markGone: boolean;
  readonly attributes: ReadonlyMap<string, string>;
  readonly total: Share;
  readonly used: Share;
  readonly offered: Share;
  /** Of `total`. */
  readonly reserved: readonly ReservedShare[];
  /** Beside `total`. */
  readonly volumes: readonly VolumeShare[];
  readonly registeredAt: number;
}

export interface RoleRecord {
  readonly path: string;
  readonly weight: number;
  readonly guarantee: Partial<Resources>;
  readonly limit: Partial<Resources>;
  readonly held: Share;
}
