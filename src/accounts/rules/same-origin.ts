/**
 * Whether a request that changes something, and that a browser may have sent with its cookies by itself, comes from the
 * platform's own pages. Programs send neither header and pass. Origins are compared whole, never by a part.
 *
 * @param origins the platform's own, e.g. `https://stoa.example:8443`
 */
export function isSameOrigin(
  headers: { readonly origin?: string | undefined; readonly fetchSite?: string | undefined },
  origins: readonly string[],
): boolean {
  if (headers.fetchSite === 'cross-site' || headers.fetchSite === 'same-site') return false;
  return headers.origin === undefined || origins.includes(headers.origin);
}
