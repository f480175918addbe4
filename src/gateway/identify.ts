import { hash } from 'node:crypto';
import type { RequestHead } from './rules/request-head.ts';
import { bearerSecret, sessionSecret } from './rules/session-secret.ts';

const cacheEntries = 20_000;
/** Anybody can send headers, so what is remembered of them is bounded: longer ones are read anew each time. */
const longestRemembered = 512;

export interface Shown {
  /** sha256 of the secret, in hex. */
  readonly key: string;
  readonly by: 'cookie' | 'header' | 'query';
}

/**
 * Finds the credential that a request shows; whether it is worth anything is for the copy to say. Headers seen before
 * are not hashed again.
 */
export class CredentialReader {
  readonly #cookieName: string;
  readonly #cookies = new Map<string, Shown | undefined>();
  readonly #headers = new Map<string, Shown | undefined>();

  constructor(cookieName: string) {
    this.#cookieName = cookieName;
  }

  /** A header stands before a token in the query, and that before the cookie that a browser adds by itself. */
  read(head: Pick<RequestHead, 'authorization' | 'cookie'>, queryToken: string | undefined): Shown | undefined {
    if (head.authorization !== undefined)
      return remembered(this.#headers, head.authorization, (text) => shown(bearerSecret(text), 'header'));
    if (queryToken !== undefined) return shown(queryToken, 'query');
    if (head.cookie === undefined) return undefined;
    return remembered(this.#cookies, head.cookie, (text) => shown(sessionSecret(text, this.#cookieName), 'cookie'));
  }
}

function remembered(
  cache: Map<string, Shown | undefined>,
  text: string,
  read: (text: string) => Shown | undefined,
): Shown | undefined {
  if (text.length > longestRemembered) return read(text);
  const found = cache.get(text);
  if (found !== undefined || cache.has(text)) return found;
  if (cache.size >= cacheEntries) cache.clear();
  const fresh = read(text);
  cache.set(text, fresh);
  return fresh;
}

function shown(secret: string | undefined, by: Shown['by']): Shown | undefined {
  return secret === undefined ? undefined : { key: hash('sha256', secret), by };
}
