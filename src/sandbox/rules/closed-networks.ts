/** What the operator has closed to tenants beyond what is closed to all. */
export interface ClosedNetworks {
  /** e.g. "10.0.0.0/8" */
  readonly networks: readonly string[];
  /** Addresses of name servers: asked for names although they lie in a closed network. */
  readonly nameservers: readonly string[];
}

/** Rules of nftables, one a line: the networks may overlap, which a set of it may not. */
export function closedRules({ networks, nameservers }: ClosedNetworks): string[] {
  if (networks.length === 0) return [];
  return [
    ...nameservers.map((address) => `ip daddr ${address} meta l4proto { tcp, udp } th dport 53 accept`),
    ...networks.map((network) => `ip daddr ${network} reject with icmpx admin-prohibited`),
  ];
}
