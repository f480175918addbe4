import { startGateway } from '../gateway/index.ts';
import type { Settings } from '../platform/index.ts';
import { addressesOf } from './addresses.ts';
import { foldersOf } from './folders.ts';
import { giveUpRoot } from './give-up-root.ts';
import { endWhenAsked, endWithSupervisor, tellSupervisor } from './parent.ts';
import { webFolder } from './release.ts';

/** The gateway process: the only one that listens. */
export async function runGateway(settings: Settings): Promise<void> {
  const folders = foldersOf(settings);
  giveUpRoot(settings.gatewayUid);
  const addresses = addressesOf(settings);
  const gateway = await startGateway({
    listen: addresses.listen,
    tls: settings.tlsCert === '' ? undefined : { certFile: settings.tlsCert, keyFile: settings.tlsKey },
    publicUrl: addresses.publicUrl,
    contentHostSuffix: addresses.contentHostSuffix,
    webDir: webFolder,
    controlSocket: folders.controlSocket,
    runDir: folders.run,
    trustedProxies: settings.trustedProxies
      .split(',')
      .map((each) => each.trim())
      .filter((each) => each !== ''),
    limits: { aloneMs: settings.gatewayAloneMinutes * 60_000 },
    log: { level: settings.logLevel },
  });
  tellSupervisor({ ready: true, addresses: [addresses.publicUrl] });
  endWithSupervisor(endWhenAsked(() => gateway.close()));
}
