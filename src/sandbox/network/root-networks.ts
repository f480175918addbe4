import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  addressPools,
  firewall,
  freePool,
  hostInterface,
  namespaceName,
  nextFree,
  tenantAddresses,
} from '../rules/tenant-network.ts';
import { mustRun, runTool } from '../run-tool.ts';
import {
  closeForwarding,
  forgetPlatform,
  forwardingNote,
  forwardsForTenants,
  recordPlatform,
  removeGonePlatforms,
} from './gone-platforms.ts';
import type { NetworkOptions, Networks } from './network.ts';

/** Remembered of a tenant's namespace: its addresses, or none when it has no internet. */
interface Remembered {
  index: number;
  pool: string;
  internet: boolean;
  /** Each way, bit/s. */
  bandwidth?: number | undefined;
}

/** What each pair's two ends are called on the wire; nothing else is on it. */
const ends = { host: '02:53:54:4f:41:01', tenant: '02:53:54:4f:41:02' };

/**
 * Namespaces with a veth pair each, masqueraded by nftables. The host's ends have routes and no addresses, as in
 * Calico: a browser on this machine breaks off all that it loads when an address comes or goes (ERR_NETWORK_CHANGED).
 */
export async function rootNetworks(options: NetworkOptions): Promise<Networks> {
  const { mark, folder, toolPath, dataDir } = options;
  await removeGonePlatforms(toolPath);
  const record = recordPlatform(mark, dataDir);
  const run = (command: string[], input?: string) => mustRun(command, { path: toolPath, ...(input ? { input } : {}) });
  const remembered = new Map<number, Remembered>();
  for (const name of readdirSync(folder)) {
    const uid = Number(/^(\d+)\.json$/.exec(name)?.[1] ?? Number.NaN);
    const record = Number.isNaN(uid) ? undefined : readRecord(join(folder, name));
    if (record && existsSync(`/run/netns/${namespaceName(mark, uid)}`)) remembered.set(uid, record);
  }
  const pool = [...remembered.values()].find((record) => record.internet)?.pool ?? (await choosePool(toolPath));
  const internetFailure = options.internet
    ? await openFirewall(options, pool, record)
    : 'It is switched off in the settings.';
  const give = internetFailure === undefined;

  const remember = (uid: number, record: Remembered) => {
    remembered.set(uid, record);
    writeFileSync(join(folder, `${uid}.json`), JSON.stringify(record), { mode: 0o600 });
  };

  const limit = async (uid: number, bandwidth: number | undefined) => {
    const record = remembered.get(uid);
    if (!record?.internet || record.bandwidth === bandwidth) return;
    const change = bandwidth === undefined ? ['del'] : ['replace'];
    const bucket = bandwidth === undefined ? [] : tokenBucket(bandwidth);
    const set = (within: string[], device: string) =>
      run(['tc', ...within, 'qdisc', ...change, 'dev', device, 'root', ...bucket]);
    await set([], hostInterface(mark, uid));
    await set(['-n', namespaceName(mark, uid)], 'eth0');
    remember(uid, { ...record, bandwidth });
  };

  const make = async (uid: number, internet: boolean, bandwidth: number | undefined) => {
    const name = namespaceName(mark, uid);
    const known = remembered.get(uid);
    if (known && (known.internet || !internet)) return known;
    const index = known?.index ?? nextFree(mark, new Set([...remembered.values()].map((record) => record.index)));
    const record = { index, pool, internet };
    remember(uid, record);
    const host = hostInterface(mark, uid);
    const outside: string[] = known ? [] : [`netns add ${name}`];
    if (internet)
      outside.push(
        `link add ${host} address ${ends.host} type veth peer name eth0 address ${ends.tenant} netns ${name}`,
      );
    if (outside.length > 0) await run(['ip', '-batch', '-'], outside.join('\n'));
    if (internet) withoutAddress(host);
    const { gateway, tenant } = tenantAddresses(pool, index);
    const within = ['link set lo up'];
    if (internet)
      within.push(
        `addr add ${tenant}/32 dev eth0`,
        'link set eth0 up',
        `neigh add ${gateway} lladdr ${ends.host} dev eth0 nud permanent`,
        `route add ${gateway} dev eth0 scope link`,
        `route add default via ${gateway}`,
      );
    const towards = [
      `link set ${host} up`,
      `neigh add ${tenant} lladdr ${ends.tenant} dev ${host} nud permanent`,
      `route add ${tenant} dev ${host} scope link`,
    ];
    await Promise.all([
      run(['ip', '-n', name, '-batch', '-'], within.join('\n')),
      internet ? run(['ip', '-batch', '-'], towards.join('\n')) : undefined,
    ]);
    if (internet) {
      writeFileSync(`/proc/sys/net/ipv4/conf/${host}/forwarding`, '1');
      if (bandwidth !== undefined) await limit(uid, bandwidth);
    }
    return record;
  };

  const remove = async (uid: number) => {
    remembered.delete(uid);
    await runTool(['ip', 'netns', 'del', namespaceName(mark, uid)], { path: toolPath });
    rmSync(join(folder, `${uid}.json`), { force: true });
  };

  const ours = () => {
    const prefix = namespaceName(mark, 0).slice(0, -1);
    if (!existsSync('/run/netns')) return [];
    return readdirSync('/run/netns')
      .filter((name) => name.startsWith(prefix))
      .map((name) => Number(name.slice(prefix.length)));
  };

  const sharedNetwork = await attempt(async () => {
    await make(probeUid, give, undefined);
    await remove(probeUid);
  });
  const bandwidth = internetFailure ?? (await tryBandwidth(mark, toolPath));

  return {
    trials: {
      sharedNetwork,
      internet: internetFailure ?? sharedNetwork,
      internetBy: 'veth and nftables',
      bandwidth,
    },
    limit,
    async join(uid, wanted, bandwidth) {
      if (sharedNetwork !== undefined) return { enter: undefined, gives: 'none' };
      const record = await make(uid, wanted === 'internet' && give, bandwidth);
      return {
        enter: ['nsenter', `--net=/run/netns/${namespaceName(mark, uid)}`],
        gives: record.internet ? 'internet' : 'none',
      };
    },
    release: remove,
    async removeLeftovers(keep) {
      for (const uid of ours()) if (!keep.has(uid)) await remove(uid);
    },
    async close() {
      if (ours().length > 0) return;
      // In this order: never open for others.
      closeForwarding(record);
      await runTool(['nft', 'delete', 'table', 'inet', `stoa_${mark}`], { path: toolPath });
      forgetPlatform(mark);
    },
  };
}

/** Before it is up, or the kernel gives it a link-local address; a host without IPv6 has no such file. */
function withoutAddress(host: string): void {
  const path = `/proc/sys/net/ipv6/conf/${host}/disable_ipv6`;
  if (existsSync(path)) writeFileSync(path, '1');
}

const tokenBucket = (bitsPerSecond: number): string[] => {
  const burst = Math.max(16_000, Math.round(bitsPerSecond / 8 / 100));
  return ['tbf', 'rate', `${bitsPerSecond}bit`, 'burst', String(burst), 'latency', '50ms'];
};

/** No tenant has it. */
const probeUid = 1;

async function attempt(work: () => Promise<void>): Promise<string | undefined> {
  try {
    await work();
    return undefined;
  } catch (cause) {
    return cause instanceof Error ? cause.message : String(cause);
  }
}

function readRecord(path: string): Remembered | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Remembered;
  } catch {
    return undefined;
  }
}

async function choosePool(toolPath: string): Promise<string> {
  const addresses = await runTool(['ip', '-4', 'addr'], { path: toolPath });
  const routes = await runTool(['ip', '-4', 'route'], { path: toolPath });
  return freePool(`${addresses.stdout}\n${routes.stdout}`) ?? addressPools[0];
}

/** Says why tenants cannot have the internet; undefined when they can. */
async function openFirewall(
  { mark, toolPath, closed, connections }: NetworkOptions,
  pool: string,
  record: string,
): Promise<string | undefined> {
  const route = await runTool(['ip', '-4', 'route', 'show', 'default'], { path: toolPath });
  const uplink = /\bdev (\S+)/.exec(route.stdout)?.[1];
  if (!uplink) return 'The host has no default route.';
  return attempt(async () => {
    const switchPath = `/proc/sys/net/ipv4/conf/${uplink}/forwarding`;
    const note = forwardingNote(record, uplink);
    // While it is on because of us, it is closed for everybody but tenants, after a restart too.
    if (readFileSync(switchPath, 'utf8').trim() === '0') {
      writeFileSync(note, '');
      writeFileSync(switchPath, '1');
    }
    const alone = forwardsForTenants(uplink) ? uplink : undefined;
    const set = (most: number) =>
      mustRun(['nft', '-f', '-'], { path: toolPath, input: firewall(mark, pool, alone, closed, most) });
    // A kernel that cannot count them still gives tenants the internet.
    await set(connections).catch(() => set(0));
  });
}

async function tryBandwidth(mark: string, toolPath: string): Promise<string | undefined> {
  const name = namespaceName(mark, probeUid);
  const run = (command: string[]) => mustRun(command, { path: toolPath });
  return attempt(async () => {
    await run(['ip', 'netns', 'add', name]);
    try {
      await run(['tc', '-n', name, 'qdisc', 'add', 'dev', 'lo', 'root', ...tokenBucket(1_000_000)]);
    } finally {
      await run(['ip', 'netns', 'del', name]);
    }
  });
}
