import type { Server } from 'node:http';
import { Server as SecureServer } from 'node:https';
import { createLog, type Logger, newId, systemClock } from '../platform/index.ts';
import { openAccessLog } from './access-log.ts';
import { followCertificate, readCertificate } from './certificates.ts';
import { Control } from './control.ts';
import { openDoor } from './doors.ts';
import type { Door, Edge, HadoopFiles } from './edge.ts';
import { CredentialReader } from './identify.ts';
import { InsideDoors } from './inside-doors.ts';
import { CannotListen, listenAt } from './listen-at.ts';
import { Metrics } from './metrics.ts';
import { OpenConnections } from './open-connections.ts';
import { defaultLimits, type GatewayLimits, type GatewayOptions } from './options.ts';
import { controlPools, mesosPools, TargetPools } from './proxy/pools.ts';
import { RemoteReader } from './remote.ts';
import { catcherUp } from './replica/catch-up.ts';
import { ReplicaCopy } from './replica/copy.ts';
import { followControl } from './replica/follow-control.ts';
import { UseReport } from './report-use.ts';
import { contentSources, type HostRules, hostReader, platformHosts } from './rules/hosts.ts';
import { WebFiles } from './web/web-files.ts';

export interface Gateway {
  /** Where it listens; a port that was asked for as 0 is the one it got. */
  readonly addresses: readonly { readonly host: string; readonly port: number }[];
  /** Where the Mesos API has a port of its own. */
  readonly mesosAddresses: Gateway['addresses'];
  close(): Promise<void>;
}

/** Sessions that have ended by the clock are looked for so often, and servers that are gone. */
const lookAfterEveryMs = 5_000;

/**
 * Listens, follows control and answers; returns when every address is bound.
 *
 * @param hadoopFiles  answers WebHDFS where files are not behind the accounts' own files servers
 */
export async function startGateway(options: GatewayOptions, hadoopFiles?: HadoopFiles): Promise<Gateway> {
  const limits = { ...defaultLimits, ...options.limits };
  const log = createLog('gateway', options.log.level);
  const accessLog = openAccessLog(options.log.level);
  const ended = new AbortController();
  const open = new OpenConnections();
  const copy = new ReplicaCopy(systemClock, limits.aloneMs, {
    credentialGone: (key) => open.endCredential(key),
    accountGone: (name) => open.endAccount(name),
    routesChanged: () => insideDoors?.look(),
  });
  const control = new Control(options.controlSocket, newId(Date.now()), limits);
  const uses = new UseReport(open, copy, control);
  let edge: Edge | undefined;
  let insideDoors: InsideDoors | undefined;
  const doors = await openDoors(options, limits, log, () => edge);
  const addresses = doors.filter(({ mesos }) => !mesos).map(({ host, port }) => ({ host, port }));
  const hosts = hostRules(options, addresses);
  const secure = hosts.publicUrl.protocol === 'https:';
  // A policy has no way to name an IPv6 address.
  const nameable = [...platformHosts(hosts)].filter((host) => !host.startsWith('['));
  const origins = nameable.map((host) => `${hosts.publicUrl.protocol}//${host}`);
  edge = {
    limits,
    log,
    accessLog: accessLog.log,
    publicOrigin: hosts.publicUrl.origin,
    publicHost: hosts.publicUrl.host,
    secure,
    hostKind: hostReader(hosts),
    remote: new RemoteReader(options.trustedProxies ?? []),
    credentials: new CredentialReader(secure ? '__Host-stoa_session' : 'stoa_session'),
    copy,
    control,
    open,
    uses,
    targets: new TargetPools(limits),
    toControl: controlPools(options.controlSocket, limits),
    toMesos: mesosPools(options.controlSocket, limits),
    web: new WebFiles(options.webDir, { frames: contentSources(hosts), secure }, origins.join(' ')),
    hadoopFiles,
    metrics: new Metrics(open, copy),
    openMetrics: addresses.every(({ host }) => isLoopback(host)) && (options.trustedProxies ?? []).length === 0,
    ended: ended.signal,
    catchUp: catcherUp(control, copy, ended.signal),
  };
  const { targets, toControl, toMesos } = edge;
  insideDoors = new InsideDoors(edge, options.runDir);
  const following = followControl(control, copy, log, ended.signal);
  const watch = setInterval(() => {
    open.endUnusable((key) => !copy.hasEnded(key));
    targets.keepOnly(copy.sockets);
  }, lookAfterEveryMs);
  const tellUse = setInterval(() => void uses.tell(ended.signal), limits.tellUseMs);
  log.info({ addresses, publicUrl: hosts.publicUrl.href }, 'listening');

  return {
    addresses,
    mesosAddresses: doors.filter(({ mesos }) => mesos).map(({ host, port }) => ({ host, port })),
    async close() {
      clearInterval(watch);
      clearInterval(tellUse);
      for (const { stop } of doors) stop();
      open.endAll();
      await insideDoors?.close();
      ended.abort();
      await following;
      targets.close();
      toControl.close();
      toMesos.close();
      await control.close();
      accessLog.close();
    },
  };
}

interface OpenDoor {
  readonly host: string;
  readonly port: number;
  readonly mesos: boolean;
  stop(): void;
}

/** Listens at every address that the host has, or at none. */
async function openDoors(
  { listen, mesosListen, tls }: GatewayOptions,
  limits: GatewayLimits,
  log: Logger,
  edge: () => Edge | undefined,
): Promise<readonly OpenDoor[]> {
  const doors: OpenDoor[] = [];
  try {
    const wanted: readonly { readonly at: (typeof listen)[number]; readonly door: Door }[] = [
      ...listen.map((at) => ({ at, door: { inside: undefined } })),
      ...(mesosListen ?? []).map((at) => ({ at, door: { inside: undefined, mesos: true as const } })),
    ];
    for (const { at, door } of wanted) {
      const { host, port } = at;
      const server = openDoor(edge, door, { limits, certificate: tls && readCertificate(tls) });
      if (!(await listenAt(server, host, port))) {
        log.warn({ host }, 'the host has no such address');
        continue;
      }
      const unfollow = tls && server instanceof SecureServer ? followCertificate(server, tls, log) : undefined;
      doors.push({
        host,
        port: portOf(server),
        mesos: door.mesos === true,
        stop() {
          unfollow?.();
          server.close();
          server.closeAllConnections();
        },
      });
    }
    if (doors.every(({ mesos }) => mesos))
      throw new CannotListen('EADDRNOTAVAIL', listen[0]?.host ?? '', listen[0]?.port ?? 0);
    return doors;
  } catch (error) {
    for (const { stop } of doors) stop();
    throw error;
  }
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function hostRules(options: GatewayOptions, addresses: Gateway['addresses']): HostRules {
  const loopbackPorts = addresses.filter(({ host }) => isLoopback(host)).map(({ port }) => port);
  const publicUrl = new URL(options.publicUrl === '' ? `http://localhost:${addresses[0]?.port}` : options.publicUrl);
  return { publicUrl, contentHostSuffix: options.contentHostSuffix, loopbackPorts };
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}
