import type { Clock } from './clock.ts';
import type { Database } from './database/database.ts';
import type { Migration } from './database/migration.ts';
import type { EventStream } from './events.ts';
import type { Route } from './http/route.ts';
import type { Logger } from './log.ts';
import type { Policies } from './policy.ts';
import type { Replica } from './replica.ts';

/** What the control process hands to each room when it builds it. */
export interface Foundation {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly events: EventStream;
  readonly replica: Replica;
}

/** What a room gives to the control process. */
export interface Room {
  readonly routes: readonly Route[];
  readonly policies: Policies;
  /** Ends background work; awaited at shutdown. */
  close?(): Promise<void>;
}

/** A room's schema is known before the database is open. */
export type Migrations = readonly Migration[];
