import type { NetworkOptions, Networks } from './network.ts';
import { rootNetworks } from './root-networks.ts';
import { userNetworks } from './user-networks.ts';

/** As the rung of the ladder allows. */
export async function openNetworks(options: NetworkOptions): Promise<Networks> {
  if (options.rung === 1) return rootNetworks(options);
  if (options.rung <= 3) return userNetworks(options);
  const why = 'There are no network namespaces here.';
  return {
    trials: { sharedNetwork: why, internet: why, internetBy: '', bandwidth: why },
    join: async () => ({ enter: undefined, gives: 'host' }),
    limit: async () => {},
    release: async () => {},
    removeLeftovers: async () => {},
    close: async () => {},
  };
}
