import type { ClusterCore } from '../framework-port.ts';
import type { Given } from './codec/schema.ts';
import type { Asked } from './http/asked.ts';
import type { Pace } from './http/pace.ts';
import type { MasterInfo } from './messages/machines.ts';
import type { Watchers } from './operator/watchers.ts';

/** What the Mesos API stands on. */
export interface MesosParts {
  readonly core: ClusterCore;
  /** Roles that the account may use, the one of a framework that names none first. */
  rolesOf(account: string): Promise<readonly string[]>;
  /** Of an account, that have not ended. */
  readonly mostFrameworks: number;
  /** Of the calls of each account. */
  readonly pace: Pace;
  readonly watchers: Watchers;
  readonly master: Given<typeof MasterInfo>;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  now(): number;
  /**
   * An operation of the platform's own API as the caller: with its rights and in the audit. Answers its body.
   *
   * @throws Refusal with what the operation says
   */
  operate(asked: Asked, method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, body?: object): Promise<unknown>;
}
