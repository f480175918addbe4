/** The session's cookie. With https its name makes browsers refuse one that another host or plain http has set. */
export function cookieName(secure: boolean): string {
  return secure ? '__Host-stoa_session' : 'stoa_session';
}

/**
 * Strict: no request that another site starts carries the session. Pages are a static shell that asks for its data from
 * its own origin, so a link from elsewhere still opens signed in.
 */
export function setCookie(secure: boolean, secret: string, maxAgeSeconds: number): string {
  const parts = [
    `${cookieName(secure)}=${secret}`,
    'Path=/',
    'HttpOnly',
    'SameSite=Strict',
    `Max-Age=${maxAgeSeconds}`,
  ];
  return [...parts, ...(secure ? ['Secure'] : [])].join('; ');
}

/** Every value that the request carries under the name: a neighbouring host may have tossed in one of its own. */
export function cookieValues(header: string | undefined, name: string): readonly string[] {
  if (header === undefined) return [];
  return header
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1));
}
