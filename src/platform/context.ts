import type { Clock } from './clock.ts';
import type { Command } from './database/command.ts';
import type { Reader } from './database/reader.ts';
import type { Identity } from './identity.ts';
import type { Logger } from './log.ts';

/** What a use case gets: who asks, the clock, a view of the database, and the one way to change it. */
export interface Context {
  readonly identity: Identity | undefined;
  readonly requestId: string;
  /** The address of the caller as the gateway saw it, for audit. */
  readonly remote: string;
  /** A header of the request, by its name in lower case. */
  header(name: string): string | undefined;
  readonly log: Logger;
  readonly clock: Clock;
  /** Read-only; sees every committed change. */
  readonly read: Reader;
  readonly signal: AbortSignal;
  now(): number;
  /** The caller; throws `not-signed-in` when there is none. */
  caller(): Identity;
  /**
   * Applies the commands as one batch, whole or not at all, and durably. Throws `StaleBatch` when a command that names
   * what it relied on finds it changed: the operation then runs again from its start. The audit record of the
   * operation goes into the first batch.
   */
  commit(...commands: readonly (Command | readonly Command[])[]): Promise<void>;
}
