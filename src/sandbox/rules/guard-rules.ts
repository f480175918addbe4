import { closedRules } from './closed-networks.ts';

/** Where slirp4netns answers for the host's name servers. */
export const carriersNameserver = '10.0.2.3';

/**
 * What a tenant's namespace refuses when slirp4netns carries its packets: that connects as the host's own user, so the
 * host's addresses are reached unless they are refused here. For `nft -f`.
 */
export function guardRules(hostAddresses: readonly string[], closedNetworks: readonly string[]): string {
  const refused = [...new Set(['169.254.0.0/16', ...hostAddresses.filter((address) => !address.startsWith('127.'))])];
  const closed = closedRules({ networks: closedNetworks, nameservers: [carriersNameserver] });
  return `add table inet guard
delete table inet guard
table inet guard {
  chain output {
    type filter hook output priority 0; policy accept;
    oifname "lo" accept
    ip daddr { ${refused.join(', ')} } reject with icmpx admin-prohibited
    ${closed.join('\n    ')}
    meta nfproto ipv6 reject with icmpx admin-prohibited
  }
}
`;
}
