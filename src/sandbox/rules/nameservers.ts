/**
 * A resolv.conf for sandboxes: they cannot reach a resolver on the host's loopback, so what that one asks is used.
 *
 * @param host text of /etc/resolv.conf
 * @param behind text of the one that systemd's local resolver asks; empty when there is none
 */
export function usableNameservers(host: string, behind: string): string {
  const text = isLocal(host) && behind ? behind : host;
  const lines = text
    .split('\n')
    .filter((line) => /^(nameserver|search|options)\s/.test(line) && !/^nameserver\s+(127\.|::1)/.test(line));
  return lines.join('\n');
}

/** The IPv4 addresses in a resolv.conf. */
export const nameserverAddresses = (text: string): string[] =>
  [...text.matchAll(/^nameserver\s+(\d[\d.]*)\s*$/gm)].map(([, address = '']) => address);

const isLocal = (text: string): boolean => {
  const servers = text.split('\n').filter((line) => line.startsWith('nameserver'));
  return servers.every((line) => /^nameserver\s+(127\.|::1)/.test(line));
};
