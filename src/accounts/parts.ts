import type { Foundation } from '../platform/index.ts';
import type { GuessBrake } from './guess-brake.ts';
import type { LiveCredentials } from './live-credentials.ts';
import type { Settled } from './options.ts';
import type { Passwords } from './passwords.ts';
import type { Revocations } from './revocation.ts';

/** What the room's use cases share. */
export interface Parts {
  readonly foundation: Foundation;
  readonly options: Settled;
  readonly passwords: Passwords;
  readonly brake: GuessBrake;
  readonly credentials: LiveCredentials;
  readonly revocations: Revocations;
}
