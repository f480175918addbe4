import type { Parts } from '../parts.ts';
import type { CallRate } from './call-rate.ts';
import type { ClientSessions } from './client-sessions.ts';
import type { LiveProvider } from './live-provider.ts';
import type { ProviderOptions } from './options.ts';

/** What the provider's use cases share. */
export interface ProviderParts extends Parts {
  readonly provider: LiveProvider;
  readonly providerOptions: ProviderOptions;
  readonly sites: ClientSessions;
  /** How often an account may try a code of a device. */
  readonly codes: CallRate;
}
