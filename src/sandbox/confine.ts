import { join } from 'node:path';
import { becomeTenant } from './become-tenant.ts';
import { descriptor } from './descriptors.ts';
import { groupSource } from './groups.ts';
import type { Host } from './host.ts';
import { rootFolders } from './root-folders.ts';
import { bubblewrapArguments } from './rules/bubblewrap-arguments.ts';
import { inside } from './rules/inside-paths.ts';
import { launchPlan, type PlanOfTask } from './rules/launch-plan.ts';
import { replaceVariables } from './rules/replace-variables.ts';
import type { TaskSpec } from './task.ts';
import { volumePath } from './volumes.ts';

export interface Confined {
  /** What the recorder executes. */
  command: string[];
  /** Its and the recorder's environment: the host's tools only, so that the recorder has no task's mark. */
  env: Record<string, string>;
  plan: string;
  /** For bubblewrap, on a descriptor; undefined without it. */
  args: string[] | undefined;
}

/** Puts a task into words for the host's rung. */
export function confine(
  host: Host,
  spec: TaskSpec,
  etcFolder: string,
  enterNetwork: string[] | undefined,
  sweep: PlanOfTask['sweep'],
): Confined {
  const ownMounts = host.rung <= 3;
  const env = taskEnvironment(host, spec, ownMounts);
  const own = replaceAll(spec.env, env);
  const known = { ...env, ...own };
  const processes = spec.processes.map((process) => ({
    ...process,
    argv: process.literal ? process.argv : process.argv.map((word) => replaceVariables(word, known)),
    env: { ...own, ...(process.literal ? process.env : replaceAll(process.env, known)) },
  }));
  const begin = spec.cwd || (spec.kind === 'task' ? '$STOA_WORK' : '$HOME');
  const plan = launchPlan(spec.kind, processes, spec.listen, replaceVariables(begin, known), {
    fetch: spec.fetch ?? [],
    checks: { ...(spec.health ? { health: spec.health } : {}), ...(spec.check ? { check: spec.check } : {}) },
    env: own,
    release: ownMounts ? inside.release : host.options.releaseDir,
    cacheBytes: host.options.tasks.fetchCacheBytes,
    sweep,
    volumes: (spec.volumes ?? []).map(({ id, path }) => ({ path, target: volumeInside(host, id, ownMounts) })),
  });
  const launcher = ['sh', join(ownMounts ? inside.release : host.options.releaseDir, 'inside/launcher.sh')];
  const tools = { PATH: host.options.toolPath, LANG: 'C' };
  if (!ownMounts) {
    const become = host.rung === 4 ? becomeTenant(spec.tenant) : [];
    const given = ['env', '-i', ...Object.entries(env).map(([name, value]) => `${name}=${value}`)];
    return {
      command: [...given, ...become, ...processLimits(host, spec), ...launcher],
      env: tools,
      plan,
      args: undefined,
    };
  }
  const args = bubblewrapArguments({
    account: spec.tenant.name,
    home: spec.home,
    releaseFolder: host.options.releaseDir,
    gatewayFolder: host.places.gatewayFolder(spec.tenant.name),
    etcFolder,
    groups: spec.tenant.groups.map(({ name }) => ({ name, source: groupSource(host, spec.tenant.name, name) })),
    mounts: [...spec.mounts, ...volumeMounts(host, spec), ...memoryEventsMount(host, spec)],
    scratchBytes: spec.limits.scratchBytes,
    env,
    rootFolders: rootFolders(),
    ...(host.rung === 3 ? { userNamespace: { uid: spec.tenant.uid, gid: spec.tenant.gid } } : {}),
    unshareNetwork: enterNetwork === undefined,
    descriptors: {
      sync: descriptor.alive,
      status: descriptor.status,
      ...(host.seccomp ? { seccomp: descriptor.seccomp } : {}),
    },
  });
  const become = [...(host.rung === 3 ? [] : becomeTenant(spec.tenant)), ...processLimits(host, spec)];
  const bubblewrap = [host.bubblewrap, '--args', String(descriptor.args), '--', ...become, ...launcher];
  return { command: [...(enterNetwork ?? host.enterUser), ...bubblewrap], env: tools, plan, args };
}

/**
 * Where no control group limits them: memory of one process, size of one file, and processes, which the kernel counts
 * for the tenant's id, or on rung 3 for the sandbox's user namespace. On rung 5 all that its account runs would count.
 */
function processLimits(host: Host, { limits }: TaskSpec): string[] {
  const has = (controller: 'pids' | 'memory') => host.cgroups.controllers.has(controller);
  const most = [
    ...(has('pids') || host.rung === 5 ? [] : [`--nproc=${limits.processes}`]),
    // Heap and private mappings; a limit of the address space would keep Node and Java from starting.
    ...(has('memory') ? [] : [`--data=${Math.max(limits.memoryBytes, leastData)}`]),
    ...(host.homeImages ? [] : [`--fsize=${limits.diskBytes}`]),
  ];
  return most.length > 0 ? ['prlimit', ...most] : [];
}

const leastData = 2 ** 30;

const volumeInside = (host: Host, id: string, ownMounts: boolean): string =>
  ownMounts ? `${inside.volumes}/${id}` : volumePath(host, id);

const volumeMounts = (host: Host, { volumes = [] }: TaskSpec) =>
  volumes.map(({ id, readOnly }) => ({
    source: volumePath(host, id),
    target: volumeInside(host, id, true),
    readOnly,
  }));

const memoryEventsInside = '/run/stoa/memory-events';

function memoryEventsMount(host: Host, spec: TaskSpec) {
  const source = host.cgroups.memoryEvents(spec.id);
  return source ? [{ source, target: memoryEventsInside, readOnly: true, variable: 'STOA_MEMORY_EVENTS' }] : [];
}

const replaceAll = (env: Record<string, string>, values: Record<string, string>) =>
  Object.fromEntries(Object.entries(env).map(([name, value]) => [name, replaceVariables(value, values)]));

/**
 * What inside code goes by, on every rung. Nothing of it comes from a tenant: what becomes the tenant has it while it is
 * still root.
 */
function taskEnvironment(host: Host, spec: TaskSpec, ownMounts: boolean): Record<string, string> {
  const { name } = spec.tenant;
  const gatewayFolder = ownMounts ? inside.gatewayFolder : host.places.gatewayFolder(name);
  const release = ownMounts ? inside.release : host.options.releaseDir;
  const home = ownMounts ? inside.home(name) : spec.home;
  const fixed: Record<string, string> = {
    HOME: home,
    USER: name,
    LOGNAME: name,
    SHELL: '/bin/bash',
    LANG: 'C.UTF-8',
    STOA_ACCOUNT: name,
    STOA_TASK: spec.id,
    STOA_RELEASE: release,
    STOA_GROUPS: ownMounts ? inside.groups : host.places.groups,
    STOA_RUNTIME: ownMounts ? inside.runtime : host.places.runtime(spec.id),
    STOA_GATEWAY_SOCKET: `${gatewayFolder}/gateway.sock`,
    STOA_PYTHON: '',
    ...(spec.kind === 'task' ? { STOA_WORK: `${home}/.stoa/tasks/${spec.id}` } : {}),
    // The kernel's own counters of what it killed for memory: lines "key value", of which `oom_kill`. Empty: unknown.
    STOA_MEMORY_EVENTS: ownMounts ? '' : (host.cgroups.memoryEvents(spec.id) ?? ''),
  };
  for (const mount of [...spec.mounts, ...(ownMounts ? memoryEventsMount(host, spec) : [])]) {
    if (mount.variable) fixed[mount.variable] = ownMounts ? mount.target : mount.source;
  }
  fixed.PATH = `${release}/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`;
  return fixed;
}
