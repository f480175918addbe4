import type { IncomingMessage, ServerResponse } from 'node:http';
import { newSecret } from '../../platform/index.ts';
import { cookieValues } from '../rules/cookie.ts';
import { secretHash } from '../secret.ts';

/**
 * Tells browsers apart: a request of a client is answered only in the browser that brought it, so nobody can have
 * somebody else answer theirs. With https no other host can set it.
 */
export function browserCookieName(secure: boolean): string {
  return `${secure ? '__Host-' : ''}stoa_browser`;
}

const form = /^[A-Za-z0-9_-]{43}$/;

/** The browser's secret; it is given one where it has none. */
export function requireBrowserCookie(req: IncomingMessage, res: ServerResponse, secure: boolean): string {
  const name = browserCookieName(secure);
  const given = browserSecret(req.headers.cookie, secure);
  if (given !== undefined) return given;
  const secret = newSecret();
  const cookie = [`${name}=${secret}`, 'Path=/', 'HttpOnly', 'SameSite=Lax', ...(secure ? ['Secure'] : [])].join('; ');
  res.appendHeader('set-cookie', cookie);
  return secret;
}

/** Two that differ are none: one of them was tossed in by another host. */
export function browserSecret(cookies: string | undefined, secure: boolean): string | undefined {
  const values = new Set(cookieValues(cookies, browserCookieName(secure)).filter((value) => form.test(value)));
  const [first] = values;
  return values.size === 1 ? first : undefined;
}

export const browserHash = secretHash;
