import { common, type Identity, isUnsafe, type Operation } from '../platform/index.ts';
import { asIdentity, type LiveCredential, type LiveCredentials } from './live-credentials.ts';
import type { Settled } from './options.ts';
import { bearerOf } from './rules/bearer.ts';
import { cookieName, cookieValues } from './rules/cookie.ts';
import { isSameOrigin } from './rules/same-origin.ts';
import { secretHash } from './secret.ts';

type Headers = Readonly<Record<string, string | undefined>>;

/**
 * Proves who sent a request. A token that is given is all that counts; a cookie counts otherwise. Whatever changes
 * something without a token must come from the platform's own pages, signing in included: a browser adds cookies by itself.
 *
 * @throws Problem wrong-origin
 */
export function identify(
  credentials: LiveCredentials,
  { origins, secure }: Pick<Settled, 'origins' | 'secure'>,
  headers: Headers,
  method: Operation['method'],
): Identity | undefined {
  const token = bearerOf(headers.authorization) ?? headers['x-stoa-query-token'];
  if (token !== undefined) return used(credentials, ofKind(credentials, token, 'token'), headers);
  if (isUnsafe(method)) requireSameOrigin(headers, origins);
  const sessions = cookieValues(headers.cookie, cookieName(secure))
    .map((secret) => ofKind(credentials, secret, 'session'))
    .filter((found) => found !== undefined);
  // Two sessions that work, of two accounts: one of them was tossed in by somebody. Neither is believed.
  if (new Set(sessions.map(({ account }) => account)).size > 1) return undefined;
  return used(credentials, sessions[0], headers);
}

function requireSameOrigin(headers: Headers, origins: readonly string[]): void {
  if (isSameOrigin({ origin: headers.origin, fetchSite: headers['sec-fetch-site'] }, origins)) return;
  throw common['wrong-origin'](
    `The request came from ${headers.origin ?? 'another site'}; the platform's pages are at ${origins.join(', ')}. ` +
      'If this is its right address, set public-url.',
  );
}

function ofKind(credentials: LiveCredentials, secret: string, via: Identity['via']): LiveCredential | undefined {
  const found = credentials.find(secretHash(secret));
  return found?.via === via ? found : undefined;
}

function used(credentials: LiveCredentials, found: LiveCredential | undefined, headers: Headers): Identity | undefined {
  if (!found) return undefined;
  credentials.use(found, headers['x-stoa-remote'] ?? 'local');
  return asIdentity(found);
}
