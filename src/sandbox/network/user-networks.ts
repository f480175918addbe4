import type { NetworkOptions, Networks } from './networks.ts';

/** Without root: each sandbox has a network namespace of its own, with a loopback only. */
export async function userNetworks(_options: NetworkOptions): Promise<Networks> {
  const why = 'Tasks of one tenant do not share a network yet.';
  return {
    trials: { sharedNetwork: why, internet: why, internetBy: 'slirp4netns', bandwidth: why },
    join: async () => ({ enter: undefined, gives: 'none' }),
    release: async () => {},
    removeLeftovers: async () => {},
    close: async () => {},
  };
}
