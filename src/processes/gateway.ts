import { accessSync, constants } from 'node:fs';
import { CannotListen, startGateway } from '../gateway/index.ts';
import { BadSetting, type Settings } from '../platform/index.ts';
import { addressesOf } from './addresses.ts';
import { foldersOf } from './folders.ts';
import { giveUpRoot } from './give-up-root.ts';
import { endWhenAsked, endWithSupervisor, tellSupervisor } from './parent.ts';
import { webFolder } from './release.ts';

/** The files are read again when they change, so the gateway's own account must be able to. */
function readable(key: string, file: string): void {
  if (file === '') return;
  try {
    accessSync(file, constants.R_OK);
  } catch {
    throw new BadSetting(`${key}: ${file} is missing, or uid ${process.getuid?.()} of the gateway may not read it`);
  }
}

function whyNot(code: string, address: string): string {
  if (code === 'EADDRINUSE') return `${address} is in use by another program; choose another port with --listen`;
  if (code === 'EACCES') return `this account may not listen at ${address}; choose a port above 1023 with --listen`;
  if (code === 'EADDRNOTAVAIL') return `this machine has no address ${address}`;
  return `${address} cannot be listened at (${code})`;
}

/** The gateway process: the only one that listens. */
export async function runGateway(settings: Settings): Promise<void> {
  const folders = foldersOf(settings);
  giveUpRoot(settings.gatewayUid);
  readable('tls-cert', settings.tlsCert);
  readable('tls-key', settings.tlsKey);
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
    limits: { aloneMs: settings.gatewayAloneMinutes * 60_000, controlBodyBytes: settings.bodyLimit },
    log: { level: settings.logLevel },
  }).catch((error: unknown) => {
    throw error instanceof CannotListen ? new BadSetting(`listen: ${whyNot(error.code, settings.listen)}`) : error;
  });
  tellSupervisor({ ready: true, addresses: [addresses.publicUrl] });
  endWithSupervisor(endWhenAsked(() => gateway.close()));
}
