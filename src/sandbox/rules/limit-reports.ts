import type { LimitName, LimitReport, Rung } from '../probe-report.ts';

/** What was tried; a text says why it failed, undefined that it worked. */
export interface LimitTrials {
  rung: Rung;
  seccomp: string | undefined;
  cgroups: Record<'memory' | 'cpu' | 'processes', LimitReport>;
  homeImages: string | undefined;
  /** A network namespace for each tenant that its tasks share. */
  sharedNetwork: string | undefined;
  internet: string | undefined;
  internetBy: string;
  bandwidth: string | undefined;
  /** What the settings ask for; 0: no limit. */
  bandwidthBitsPerSecond: number;
}

const yes = (how: string, why = ''): LimitReport => ({ enforced: 'yes', how, why });
const partly = (how: string, why: string): LimitReport => ({ enforced: 'partly', how, why });
const no = (why: string): LimitReport => ({ enforced: 'no', how: '', why });

const tokenBucket = 'tc token bucket filter';

const overTheLimit = (why: string): string => `${why.replace(/\.?$/, '.')} Over the limit the task is stopped.`;

/** What a host can enforce, in words for the person who runs it. */
export function limitReports(trials: LimitTrials): Record<LimitName, LimitReport> {
  const { rung, cgroups } = trials;
  const namespaces = rung <= 3;
  const sharedId = 'All tenants have one kernel id; only namespaces are between them.';
  return {
    'files-private':
      rung <= 2
        ? yes('an id and mounts for each tenant')
        : rung === 3
          ? partly('mounts of its own', sharedId)
          : rung === 4
            ? yes('an id for each tenant', 'The host’s world-readable files can be read.')
            : no('Everything runs as the account that started the platform.'),
    'processes-private': namespaces
      ? yes('a pid namespace')
      : no(rung === 4 ? 'Other tenants’ processes can be seen, not touched.' : 'There is no pid namespace.'),
    'network-private': !namespaces
      ? no('There is no network namespace: the host’s loopback is open to tenants.')
      : trials.sharedNetwork === undefined
        ? yes('a network namespace for each tenant')
        : partly('a network namespace for each task', trials.sharedNetwork),
    'system-calls': !namespaces
      ? partly('no new privileges', 'Filters are set by bubblewrap, which does not work here.')
      : trials.seccomp === undefined
        ? yes('seccomp, no new privileges')
        : partly('no new privileges', trials.seccomp),
    memory:
      cgroups.memory.enforced === 'yes'
        ? cgroups.memory
        : partly('watched, and a limit for each process', overTheLimit(cgroups.memory.why)),
    cpu: cgroups.cpu,
    processes:
      cgroups.processes.enforced === 'yes' || rung === 5
        ? cgroups.processes
        : rung === 4
          ? partly('a resource limit of the tenant’s id', 'Counted over all tasks of the tenant.')
          : yes('a resource limit in the user namespace'),
    'disk-bytes':
      trials.homeImages === undefined
        ? yes('a file system of its own for each home and group')
        : partly('watched, and a limit for each file', overTheLimit(trials.homeImages)),
    'disk-files':
      trials.homeImages === undefined
        ? yes('a file system of its own for each home and group')
        : partly('watched', overTheLimit(trials.homeImages)),
    bandwidth:
      trials.bandwidth !== undefined
        ? no(trials.bandwidth)
        : trials.bandwidthBitsPerSecond === 0
          ? { enforced: 'unset', how: tokenBucket, why: 'The setting sandbox.bandwidth-mbit is 0.' }
          : yes(tokenBucket),
    internet: !namespaces
      ? partly('the host’s own network', 'It cannot be switched off for a tenant.')
      : trials.internet === undefined
        ? yes(trials.internetBy)
        : no(trials.internet),
  };
}
