import { accessSync, constants } from 'node:fs';
import { CannotListen, type GatewayOptions, startGateway } from '../gateway/index.ts';
import { BadSetting, type Settings } from '../platform/index.ts';
import { type Addresses, addressesOf } from './addresses.ts';
import { foldersOf } from './folders.ts';
import { giveUpRoot } from './give-up-root.ts';
import { hadoopFiles } from './hdfs.ts';
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

function whyNot(code: string, key: string, address: string): string {
  if (code === 'EADDRINUSE') return `${address} is in use by another program; choose another port with --${key}`;
  if (code === 'EACCES') return `this account may not listen at ${address}; choose a port above 1023 with --${key}`;
  if (code === 'EADDRNOTAVAIL') return `this machine has no address ${address}`;
  return `${address} cannot be listened at (${code})`;
}

function cannotListen({ code, port }: CannotListen, { listen }: Addresses, settings: Settings): BadSetting {
  const [key, address] = listen.some((each) => each.port === port)
    ? ['listen', settings.listen]
    : ['mesos-listen', settings.mesosListen];
  return new BadSetting(`${key}: ${whyNot(code, key, address)}`);
}

/** The gateway process: the only one that listens. */
export async function runGateway(settings: Settings): Promise<void> {
  const folders = foldersOf(settings);
  giveUpRoot(settings.gatewayUid);
  readable('tls-cert', settings.tlsCert);
  readable('tls-key', settings.tlsKey);
  const addresses = addressesOf(settings);
  const options: GatewayOptions = {
    listen: addresses.listen,
    mesosListen: addresses.mesosListen,
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
  };
  const gateway = await startGateway(options, hadoopFiles(settings)).catch((error: unknown) => {
    throw error instanceof CannotListen ? cannotListen(error, addresses, settings) : error;
  });
  tellSupervisor({ ready: true, addresses: [addresses.publicUrl] });
  endWithSupervisor(endWhenAsked(() => gateway.close()));
}
