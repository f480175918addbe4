import { type ClosedNetworks, closedRules } from './closed-networks.ts';

/** Two addresses of the pool. The gateway's is on no interface: it names the other end of the pair in the tenant's route. */
export interface TenantAddresses {
  gateway: string;
  tenant: string;
}

/** Not in use on most networks; the first that the host has no route into is taken. */
export const addressPools = ['10.213', '172.29', '10.87', '192.168'] as const;
export const mostTenantNetworks = 16_384;

/**
 * @param pool first two bytes, e.g. "10.213"
 * @param index 0 to 16,383
 */
export function tenantAddresses(pool: string, index: number): TenantAddresses {
  const base = index * 4;
  const at = (offset: number) => `${pool}.${Math.floor((base + offset) / 256)}.${(base + offset) % 256}`;
  return { gateway: at(1), tenant: at(2) };
}

/** @param taken addresses and routes of the host, in any form that has them in it */
export const freePool = (taken: string): string | undefined =>
  addressPools.find((pool) => !new RegExp(`(^|[^0-9.])${pool.replace('.', '\\.')}\\.`, 'm').test(taken));

/**
 * The next number for a tenant. Each platform begins elsewhere, so that two of them on one host do not meet.
 *
 * @param mark hexadecimal
 */
export function nextFree(mark: string, used: ReadonlySet<number>): number {
  let index = Number.parseInt(mark, 16) % mostTenantNetworks;
  while (used.has(index)) index = (index + 1) % mostTenantNetworks;
  return index;
}

/** At most 15 bytes, as the kernel wants. */
export const hostInterface = (mark: string, uid: number): string => `sv${mark}${uid.toString(36)}`;
export const namespaceName = (mark: string, uid: number): string => `stoa-${mark}-${uid}`;

/**
 * The firewall of all tenants of this platform, for `nft -f`. What a tenant may not reach: the host itself, by any
 * address; other tenants; link-local addresses, where clouds keep the machine's credentials.
 *
 * @param uplink the host's own way out, if it did not forward before: it forwards for tenants alone then
 * @param connections how many each tenant has at a time: the kernel's table of them is one for host and tenants; 0: all
 */
export function firewall(
  mark: string,
  pool: string,
  uplink: string | undefined,
  closed: ClosedNetworks,
  connections: number,
): string {
  const table = `inet stoa_${mark}`;
  const tenants = `"sv${mark}*"`;
  // Tenants of any platform on this host.
  const oneWay = uplink ? `    iifname "${uplink}" oifname != "sv*" drop\n` : '';
  const counted = connections > 0 ? '  set connections { type ipv4_addr; size 65535; flags dynamic; }\n' : '';
  const most = `    ct state new add @connections { ip saddr ct count over ${connections} } reject with icmpx admin-prohibited\n`;
  return `add table ${table}
delete table ${table}
table ${table} {
${counted}  chain forward {
    type filter hook forward priority -10; policy accept;
    iifname ${tenants} jump outbound
    oifname ${tenants} ct state established,related accept
    oifname ${tenants} drop
${oneWay}  }
  chain outbound {
    meta nfproto ipv6 drop
    ip saddr != ${pool}.0.0/16 drop
    oifname ${tenants} reject with icmpx admin-prohibited
    ct state established,related accept
    ip daddr { 127.0.0.0/8, 169.254.0.0/16, ${pool}.0.0/16 } reject with icmpx admin-prohibited
    ${closedRules(closed).join('\n    ')}
${connections > 0 ? most : ''}    accept
  }
  chain input {
    type filter hook input priority -10; policy accept;
    iifname ${tenants} reject with icmpx admin-prohibited
  }
  chain postrouting {
    type nat hook postrouting priority 100; policy accept;
    ip saddr ${pool}.0.0/16 oifname != ${tenants} masquerade
  }
}
`;
}
