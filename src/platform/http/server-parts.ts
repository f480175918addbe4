import type { Clock } from '../clock.ts';
import type { Command } from '../database/command.ts';
import type { Database } from '../database/database.ts';
import type { Identity } from '../identity.ts';
import type { Logger } from '../log.ts';
import type { Method } from '../operation.ts';
import type { Policies } from '../policy.ts';
import type { AuditEntry } from './audit-entry.ts';

/** What the server needs around the operations. */
export interface ServerParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly policies: Policies;
  /**
   * Proves who is asking from the request's cookie or token; undefined for nobody. Throws a Problem where another site
   * made the browser send a request that changes something.
   */
  identify(headers: Readonly<Record<string, string | undefined>>, method: Method): Promise<Identity | undefined>;
  /** The command that stores an audit record. */
  audit(entry: AuditEntry): Command;
  readonly bodyLimitBytes: number;
}
