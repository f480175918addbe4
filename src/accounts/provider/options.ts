/** What an operator can set of the provider. */
export interface ProviderOptions {
  /** A new key for signatures is made after so long. */
  readonly keyMilliseconds: number;
  /** How long access tokens and ID tokens of clients live. */
  readonly accessMilliseconds: number;
  /** How long a client may wait before it uses a refresh token. */
  readonly refreshMilliseconds: number;
  readonly mostClients: number;
  /** Calls of one address to the provider's own addresses. */
  readonly callsPerMinute: number;
}

const minute = 60_000;
const day = 24 * 60 * minute;

export const providerDefaults: ProviderOptions = {
  keyMilliseconds: 30 * day,
  accessMilliseconds: 15 * minute,
  refreshMilliseconds: 14 * day,
  mostClients: 200,
  callsPerMinute: 600,
};
