/** Methods that change nothing. */
export function isSafe(method: string | undefined): boolean {
  return method === 'GET' || method === 'HEAD' || method === 'OPTIONS';
}

export interface Asking {
  readonly origin: string | undefined;
  /** Sec-Fetch-Site, where the browser sends it. */
  readonly fetchSite: string | undefined;
}

/**
 * Whether a request that changes something comes from a page of the platform itself, or from no page at all.
 *
 * @param own  scheme and host under which the request reached the platform, like `http://localhost:8080`
 */
export function isOwnPage({ origin, fetchSite }: Asking, own: string): boolean {
  if (origin !== undefined) return origin === own;
  return fetchSite === undefined || fetchSite === 'same-origin' || fetchSite === 'none';
}
