/**
 * The value of the session cookie. Two cookies of that name with different values are no session: one of them was put
 * there by a neighbouring host.
 */
export function sessionSecret(cookies: string, name: string): string | undefined {
  let found: string | undefined;
  for (const part of cookies.split(';')) {
    const equals = part.indexOf('=');
    if (equals < 0 || part.slice(0, equals).trim() !== name) continue;
    const value = part.slice(equals + 1).trim();
    if (found !== undefined && found !== value) return undefined;
    found = value;
  }
  return found === '' ? undefined : found;
}

/** Only the platform's own cookies go to control. */
export function platformCookies(cookies: string): string | undefined {
  const own = cookies.split(';').filter((part) => /^\s*(?:__Host-)?stoa_/.test(part));
  return own.length === 0 ? undefined : own.map((part) => part.trim()).join('; ');
}

/** The secret in `Authorization: Bearer …` or Jupyter's `Authorization: token …`. */
export function bearerSecret(authorization: string): string | undefined {
  return /^(?:bearer|token) +([^\s,]+) *$/i.exec(authorization)?.[1];
}
