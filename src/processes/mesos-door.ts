import type { AccountsRoom } from '../accounts/index.ts';
import { type ClusterRoom, openMesosDoor, rolesOf } from '../cluster/index.ts';
import type { Logger, Settings } from '../platform/index.ts';
import { addressesOf } from './addresses.ts';

/** As which release of Mesos we speak its API. */
const mesosVersion = '1.11.0';
const loopback = 0x7f_00_00_01;
const usualPort = 5050;

/** Opens the Mesos API on control's server; schedulers come to it through the gateway. Answers how to end its streams. */
export function mesosDoor(
  app: Parameters<typeof openMesosDoor>[0],
  {
    accounts,
    cluster,
    settings,
    log,
  }: { accounts: AccountsRoom; cluster: ClusterRoom; settings: Settings; log: Logger },
): () => void {
  const { mesosListen, listen } = addressesOf(settings);
  const [at] = [...mesosListen, ...listen];
  return openMesosDoor(app, {
    core: cluster.core,
    rolesOf: async (name) => {
      const [groups, account] = await Promise.all([accounts.groupsOf(name), accounts.account(name)]);
      return rolesOf(name, groups, account?.primaryGroup);
    },
    master: {
      id: cluster.id,
      ip: loopback,
      port: at?.port ?? usualPort,
      hostname: at?.host ?? 'localhost',
      version: mesosVersion,
    },
    mostFrameworks: settings.mostFrameworks,
    mostWatchers: settings.mostWatchers,
    callsPerSecond: settings.mesosCalls,
    startedAt: Date.now(),
    now: () => Date.now(),
    identify: (authorization, remote) => accounts.identify({ authorization, 'x-stoa-remote': remote }, 'POST'),
    failed: (error, path) => log.error({ err: error, path }, 'the Mesos API could not answer'),
  });
}
