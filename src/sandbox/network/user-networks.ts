import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { type DetachedProcess, isSame, startDetached } from '../detached.ts';
import { signalPid } from '../processes.ts';
import { carriersNameserver, guardRules } from '../rules/guard-rules.ts';
import { mustRun } from '../run-tool.ts';
import type { NetworkOptions, Networks } from './network.ts';

/** What keeps a tenant's namespace: a process that sleeps in it, and one that carries its packets. */
interface Remembered {
  holder: DetachedProcess;
  carrier?: DetachedProcess;
}

/** Without root: a namespace in a user namespace of ours for each tenant, and slirp4netns for the internet. */
export async function userNetworks(options: NetworkOptions): Promise<Networks> {
  const { folder, toolPath, enterUser } = options;
  const newNetwork = enterUser.length > 0 ? [...enterUser, 'unshare', '-n'] : ['unshare', '-U', '-r', '-n'];
  const tools = { path: toolPath };
  const path = (uid: number) => join(folder, `${uid}.json`);
  const remembered = new Map<number, Remembered>();
  for (const uid of recordedUids(folder)) {
    const record = readRecord(path(uid));
    if (record) remembered.set(uid, record);
  }
  const remember = (uid: number, record: Remembered) => {
    remembered.set(uid, record);
    writeFileSync(path(uid), JSON.stringify(record), { mode: 0o600 });
  };
  // With ids of their own tenants come from root of that namespace, otherwise from ourselves.
  const credentials = enterUser.length > 0 ? [] : ['--preserve-credentials'];
  const enter = ({ pid }: DetachedProcess) => ['nsenter', ...credentials, '-U', '-n', '-t', String(pid)];

  const guard = (holder: DetachedProcess, addresses: string[]) =>
    mustRun([...enter(holder), 'nft', '-f', '-'], { ...tools, input: guardRules(addresses, options.closed.networks) });
  // The host gets addresses while tenants run: they are as closed as those that it had.
  let guarded = hostAddresses().join();
  const looks = setInterval(async () => {
    const addresses = hostAddresses();
    if (addresses.join() === guarded) return;
    const open = [...remembered.values()].filter(({ carrier, holder }) => carrier && isSame(holder));
    const done = await Promise.allSettled(open.map(({ holder }) => guard(holder, addresses)));
    if (done.every(({ status }) => status === 'fulfilled')) guarded = addresses.join();
  }, 500);
  looks.unref();

  const make = async (uid: number, internet: boolean): Promise<Remembered> => {
    let record = remembered.get(uid);
    if (!record || !isSame(record.holder)) {
      record = { holder: await startDetached([...newNetwork, 'sh', '-c', holderScript], 1, toolPath) };
      remember(uid, record);
    }
    if (internet && !(record.carrier && isSame(record.carrier))) {
      // First the rules, then the way out. The tenant is in a user namespace below and cannot change them.
      await guard(record.holder, hostAddresses());
      const at = `/proc/${record.holder.pid}/ns`;
      const slirp = [
        'slirp4netns',
        '--configure',
        '--mtu=65520',
        '--disable-host-loopback',
        `--userns-path=${at}/user`,
      ];
      record = {
        ...record,
        carrier: await startDetached([...slirp, '--ready-fd=3', '--netns-type=path', `${at}/net`, 'tap0'], 3, toolPath),
      };
      remember(uid, record);
    }
    return record;
  };

  const remove = async (uid: number) => {
    const record = remembered.get(uid);
    remembered.delete(uid);
    for (const one of [record?.carrier, record?.holder]) if (one && isSame(one)) signalPid(one.pid, 'SIGKILL');
    rmSync(path(uid), { force: true });
  };

  const attempt = async (work: () => Promise<unknown>): Promise<string | undefined> => {
    try {
      await work();
      return undefined;
    } catch (cause) {
      return cause instanceof Error ? cause.message : String(cause);
    }
  };
  const sharedNetwork = await attempt(() => make(probeUid, false));
  const internet = options.internet
    ? (sharedNetwork ?? (await attempt(() => make(probeUid, true))))
    : 'It is switched off in the settings.';
  await remove(probeUid);

  return {
    trials: {
      sharedNetwork,
      internet,
      internetBy: 'slirp4netns and nftables',
      bandwidth: 'Without root no bandwidth is set.',
    },
    async join(uid, wanted) {
      if (sharedNetwork !== undefined) return { enter: undefined, gives: 'none' };
      const gives = wanted === 'internet' && internet === undefined ? 'internet' : 'none';
      const record = await make(uid, gives === 'internet');
      return {
        enter: enter(record.holder),
        gives,
        ...(record.carrier ? { nameservers: `nameserver ${carriersNameserver}` } : {}),
      };
    },
    limit: async () => {},
    release: remove,
    async removeLeftovers(keep) {
      for (const uid of [...remembered.keys()]) if (!keep.has(uid)) await remove(uid);
    },
    close: async () => clearInterval(looks),
  };
}

/** No tenant has it. */
const probeUid = 1;
const holderScript = 'ip link set lo up && echo ready && exec sleep infinity >/dev/null 2>&1';

const recordedUids = (folder: string): number[] =>
  readdirSync(folder).flatMap((name) => {
    const uid = /^(\d+)\.json$/.exec(name)?.[1];
    return uid === undefined ? [] : [Number(uid)];
  });

function readRecord(path: string): Remembered | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Remembered;
  } catch {
    return undefined;
  }
}

const hostAddresses = (): string[] =>
  Object.values(networkInterfaces()).flatMap((addresses) =>
    (addresses ?? []).filter(({ family }) => family === 'IPv4').map(({ address }) => address),
  );
