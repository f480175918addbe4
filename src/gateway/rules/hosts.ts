export type HostKind = 'platform' | 'content' | 'unknown';

export interface HostRules {
  readonly publicUrl: URL;
  /** Like `localhost` or `stoa-content.example.org`; null: tenants have no hosts. */
  readonly contentHostSuffix: string | null;
  /** Ports of the listeners that only this machine reaches. */
  readonly loopbackPorts: readonly number[];
}

const label = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * Says whose host a Host header names. It is compared exactly: another name that resolves to this machine (DNS
 * rebinding) is not the platform.
 */
export function hostReader(rules: HostRules): (host: string) => HostKind {
  const platform = platformHosts(rules);
  const ports = contentPorts(rules);
  const read = (host: string): HostKind => {
    if (platform.has(host)) return 'platform';
    return isContentHost(host, rules.contentHostSuffix, ports) ? 'content' : 'unknown';
  };
  return (host) => (platform.has(host) ? 'platform' : read(host.toLowerCase()));
}

/** Every spelling under which the platform itself is reached. */
export function platformHosts({ publicUrl, loopbackPorts }: HostRules): ReadonlySet<string> {
  const hosts = new Set([publicUrl.host]);
  if (publicUrl.port === '') hosts.add(`${publicUrl.hostname}:${defaultPort(publicUrl.protocol)}`);
  for (const port of loopbackPorts)
    for (const name of ['localhost', '127.0.0.1', '[::1]']) {
      hosts.add(`${name}:${port}`);
      if (port === defaultPort(publicUrl.protocol)) hosts.add(name);
    }
  return hosts;
}

/** Sources for the `frame-src` of the platform's pages. */
export function contentSources({ publicUrl, contentHostSuffix }: HostRules): string {
  if (contentHostSuffix === null) return "'none'";
  const port = publicUrl.port === '' ? '' : `:${publicUrl.port}`;
  return `${publicUrl.protocol}//*.${contentHostSuffix}${port}`;
}

function contentPorts({ publicUrl, loopbackPorts }: HostRules): ReadonlySet<string> {
  const ports = new Set([publicUrl.port, ...loopbackPorts.map(String)]);
  const usual = String(defaultPort(publicUrl.protocol));
  if (ports.has('')) ports.add(usual);
  if (ports.has(usual)) ports.add('');
  return ports;
}

function isContentHost(host: string, suffix: string | null, ports: ReadonlySet<string>): boolean {
  if (suffix === null) return false;
  const colon = host.lastIndexOf(':');
  const name = colon < 0 ? host : host.slice(0, colon);
  const port = colon < 0 ? '' : host.slice(colon + 1);
  if (!ports.has(port) || !name.endsWith(`.${suffix}`)) return false;
  return label.test(name.slice(0, -suffix.length - 1));
}

function defaultPort(protocol: string): number {
  return protocol === 'https:' ? 443 : 80;
}
