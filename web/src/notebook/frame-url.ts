/**
 * Address of the frame that shows this person's HTML outputs: a host of their own below the content host.
 * @param contentHost suffix of tenants' hosts, `localhost` or `localhost:8080`; null where there is none
 */
export function frameUrl(contentHost: string | null, label: string, page: URL): string | null {
  if (contentHost === null || contentHost === '') return null;
  const port = contentHost.includes(':') || page.port === '' ? '' : `:${page.port}`;
  return `${page.protocol}//${label}.${contentHost}${port}/_stoa/frame.html`;
}
