import { existsSync, readdirSync, rmSync } from 'node:fs';
import { AgentError } from './agent-error.ts';
import type { AgentPort } from './agent-port.ts';
import { boundedTurns } from './bounded-turns.ts';
import { removeContainerGroups } from './docker/container-groups.ts';
import type { Docker } from './docker/docker.ts';
import { keepDocker } from './docker/keep-docker.ts';
import { endedTasks } from './ended-tasks.ts';
import type { EventLog } from './event-log.ts';
import { ensureGroup, releaseGroup } from './groups.ts';
import { ensureHome, homeUsage, releaseHome } from './homes.ts';
import type { Host } from './host.ts';
import { resourcesOf, withDocker } from './host-resources.ts';
import { lastState, unbegun } from './last-state.ts';
import { launchTask, socketPaths } from './launch-task.ts';
import { closeHomesOnFullDisk } from './limits/close-homes.ts';
import { closedHomes } from './limits/home-image.ts';
import { overuseWatch, processUsage } from './limits/overuse.ts';
import { publishAdopted } from './listening-sockets.ts';
import { type LiveTask, liveTask } from './live-task.ts';
import { followStream } from './logs/follow-stream.ts';
import { keepScribe } from './logs/keep-scribe.ts';
import { readStream } from './logs/stream-files.ts';
import { readLogEnd } from './logs/task-log.ts';
import { oneAtATime } from './one-at-a-time.ts';
import type { Log } from './options.ts';
import type { ProbeReport } from './probe-report.ts';
import { signalPid } from './processes.ts';
import { refuseOthers, refuseOutside } from './refusals.ts';
import { sharedBandwidth } from './rules/shared-bandwidth.ts';
import type { WorkPlace } from './rules/work-place.ts';
import type { TaskState, Tenant } from './task.ts';
import { type LaunchRecord, readJson, removeTaskFolder, taskFolder, taskIds, writeWhole } from './task-folder.ts';
import { processesNamed } from './task-processes.ts';
import { usageSamples } from './usage-samples.ts';
import { closeUserRange } from './user-range.ts';
import { knownVolumes, releaseVolume, removeVolume } from './volumes.ts';
import { listWork, readWork } from './work-folder.ts';

const rememberedStops = 1000;
/** A home stays mounted for a while, as people come back. */
const homeIdleMilliseconds = 10 * 60_000;
const sweepEveryMilliseconds = 6 * 3_600_000;
const sweepEveryLaunches = 200;
/** Its network namespace too: one short task may follow another. */
const networkIdleMilliseconds = 20_000;

/** Beside its port: how it ends. */
export interface LocalAgent extends AgentPort {
  /** Tasks that are left go on; those that are stopped end, with grace. Throws when one could not be. */
  close(tasks: 'stop' | 'leave'): Promise<void>;
  /** SIGKILL to all that runs: there is no time left. */
  endAtOnce(): void;
}

/** The agent itself, behind its port; the socket is in agent-server.ts. */
export function localAgent(host: Host, events: EventLog, report: ProbeReport, docker: Docker, log: Log): LocalAgent {
  const live = new Map<string, LiveTask>();
  const folderOf = (id: string) => taskFolder(host.places.tasks, id);
  const ended = endedTasks(folderOf, host.options.tasks);
  const lookAtScribe = keepScribe(host.places, host.options);
  const samples = usageSamples(host, host.options.tasks.sampleSeconds);
  const resources = resourcesOf(host, report);
  const turn = boundedTurns(host.options.tasks.launches);
  /** Stopped before their launch had come here: a request may overtake another. */
  const unwanted = new Set<string>();
  let closing = false;

  const perTenant = oneAtATime<number>();
  const idleNetworks = new Map<number, number>();
  const idleHomes = new Map<string, number>();
  const idleGroups = new Map<string, number>();
  const leaving = new Set<Promise<void>>();
  const failed = (cause: unknown) => log.warn({ err: cause }, 'a look at the tasks failed');
  /** Tasks that are being launched and have nothing of the home open yet. */
  const onTheWay = new Set<string>();
  const tasksWith = (group: string) =>
    [...live.values()].filter(({ spec }) => spec.tenant.groups.some(({ name }) => name === group));
  const taskWith = (volume: string) =>
    [...live.values()].find(({ spec }) => spec.volumes?.some(({ id }) => id === volume));
  const tasksOf = (uid: number) => [...live.values()].filter((task) => task.spec.tenant.uid === uid);

  const releaseNetwork = (uid: number) =>
    perTenant(uid, async () => {
      if (tasksOf(uid).length === 0) await host.networks.release(uid);
    });

  const bandwidthOf = (uid: number) =>
    sharedBandwidth(
      tasksOf(uid).map(({ spec }) => spec),
      host.options.bandwidthBitsPerSecond,
    );
  const swept = new Map<number, { at: number; launches: number }>();
  /** Now and then, before a task begins: what earlier ones have left in the home. */
  const sweepFor = (uid: number) => {
    // Tasks of another agent of this host may run in the same home.
    if (!host.options.sweeps) return undefined;
    const last = swept.get(uid) ?? { at: Number.NEGATIVE_INFINITY, launches: 0 };
    last.launches += 1;
    if (performance.now() - last.at < sweepEveryMilliseconds && last.launches < sweepEveryLaunches) return undefined;
    swept.set(uid, { at: performance.now(), launches: 0 });
    return { days: host.options.tasks.workDays, keep: tasksOf(uid).map(({ spec }) => spec.id) };
  };
  /** Tenants whose tasks have become more or fewer. */
  const changed = new Set<number>();
  const limitNetworks = () => {
    for (const uid of changed) {
      if (tasksOf(uid).length > 0) perTenant(uid, () => host.networks.limit(uid, bandwidthOf(uid))).catch(failed);
    }
    changed.clear();
  };

  /** The tenant's last task on this host is over: what was made for the tenant goes. */
  const leaveTenant = ({ uid, name, groups }: Tenant) =>
    perTenant(uid, async () => {
      for (const group of groups) if (tasksWith(group.name).length === 0) idleGroups.set(group.name, performance.now());
      if (tasksOf(uid).length > 0) return;
      idleNetworks.set(uid, performance.now());
      idleHomes.set(name, performance.now());
    });

  const clean = async (launch: LaunchRecord) => {
    const { id } = launch.spec;
    if (launch.spec.container) await docker.remove(id).catch(failed);
    for (let tries = 0; tries < 40 && !host.cgroups.remove(id); tries += 1) {
      for (const pid of host.cgroups.pids(id)) signalPid(pid, 'SIGKILL');
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    for (const volume of launch.spec.volumes ?? []) await releaseVolume(host, volume.id);
    if (launch.spec.container) removeContainerGroups(host.mark, id);
    if (launch.spec.listen.length > 0) rmSync(host.places.sockets(id), { recursive: true, force: true });
    if (host.rung >= 4) rmSync(host.places.runtime(id), { recursive: true, force: true });
  };

  const remember = (task: LiveTask) => {
    const state = task.state();
    live.delete(state.id);
    samples.forget(state.id);
    ended.add(state);
  };

  const take = (launch: LaunchRecord, known?: TaskState): LiveTask => {
    const { spec } = launch;
    const task = liveTask({
      host,
      events,
      launch,
      folder: folderOf(spec.id),
      sockets: socketPaths(host, spec.id, spec.listen),
      others: () => tasksOf(spec.tenant.uid).flatMap((other) => (other.spec.id === spec.id ? [] : [other.folder])),
      clean: () =>
        clean(launch).catch((cause: unknown) =>
          log.warn({ err: cause, task: spec.id }, 'a task left something behind'),
        ),
      ...(known ? { known } : {}),
    });
    live.set(spec.id, task);
    changed.add(spec.tenant.uid);
    idleHomes.delete(spec.tenant.name);
    idleNetworks.delete(spec.tenant.uid);
    for (const group of spec.tenant.groups) idleGroups.delete(group.name);
    void task.over.then(async () => {
      remember(task);
      changed.add(spec.tenant.uid);
      const left = leaveTenant(spec.tenant).catch(failed);
      leaving.add(left);
      await left;
      leaving.delete(left);
    });
    return task;
  };

  const adopt = () => {
    const found: { known: TaskState; acknowledged: boolean }[] = [];
    const told = Map.groupBy(events.all(), (event) => event.taskId);
    for (const id of taskIds(host.places.tasks)) {
      const folder = folderOf(id);
      const launch = readJson<LaunchRecord>(folder.spec);
      if (!launch) {
        removeTaskFolder(folder);
        continue;
      }
      const known = readJson<TaskState>(folder.ended) ?? lastState(host, told.get(id) ?? [], launch);
      if (known.phase === 'ended' || known.phase === 'failed') {
        found.push({ known, acknowledged: known.kind !== 'task' || existsSync(folder.acknowledged) });
        continue;
      }
      publishAdopted(host.places.sockets(id), launch.spec.listen);
      take(launch, known).adopt();
    }
    found.sort((a, b) => (a.known.endedAt ?? 0) - (b.known.endedAt ?? 0));
    for (const { known, acknowledged } of found) ended.add(known, acknowledged);
  };

  adopt();
  const watch = overuseWatch(host, report);
  const looks = setInterval(() => {
    const closed = host.homeImages ? closedHomes(host.places.homes) : new Set();
    if ([...live.values()].some(({ spec }) => spec.kind === 'task')) lookAtScribe();
    for (const task of live.values()) {
      task.look();
      if (closed.has(task.spec.tenant.name)) task.homeClosed();
    }
    samples.look([...live.values()]).catch(failed);
    watch.lookAtDisks(live.values()).catch(failed);
    for (const uid of idleFor(idleNetworks, networkIdleMilliseconds)) void releaseNetwork(uid).catch(failed);
    for (const name of idleFor(idleHomes, homeIdleMilliseconds)) releaseHome(host, name).catch(failed);
    for (const name of idleFor(idleGroups, homeIdleMilliseconds)) releaseGroup(host, name).catch(failed);
  }, 1000);
  const { images, homes, groups, volumes } = host.places;
  const closeHomes = host.homeImages ? closeHomesOnFullDisk(images, [homes, groups, volumes]) : () => {};
  const oftenLooks = setInterval(() => {
    limitNetworks();
    void watch.lookAtMemory(live.values()).catch(failed);
    closeHomes();
  }, 250);
  host.networks.removeLeftovers(new Set([...live.values()].map((task) => task.spec.tenant.uid))).catch(failed);
  removeOtherCgroups(host, live);
  const lookingAtDocker = keepDocker(docker, (id) => live.has(id), failed);

  const stop = async (task: LiveTask) => {
    await task.end('stopped', task.spec.graceSeconds);
    await task.over;
  };
  /** One that fails does not end the others' time. */
  const stopAll = async () => {
    const results = await Promise.allSettled([...live.values()].map(stop));
    const failures = results.filter((result) => result.status === 'rejected').map(({ reason }) => reason);
    for (const cause of failures) failed(cause);
    if (failures.length > 0) throw new AggregateError(failures, 'Not every task could be stopped.');
  };

  /** Where nothing of the tenant's runs, its home may have to be mounted, for a while. */
  const openHome = async ({ tenant, limits }: WorkPlace) => {
    await ensureHome(host, tenant, limits, () => tasksOf(tenant.uid).length === 0);
    if (tasksOf(tenant.uid).length === 0) idleHomes.set(tenant.name, Date.now());
  };

  return {
    async launch(spec) {
      const known = live.get(spec.id);
      if (known) {
        await known.started;
        return known.state();
      }
      const over = ended.get(spec.id);
      // Nothing of it ever ran.
      if (over?.reason === 'interrupted') ended.drop(spec.id);
      else if (over) return over;
      if (unwanted.has(spec.id)) return unbegun(spec);
      if (spec.kind === 'task') lookAtScribe();
      if (closing) throw new AgentError('agent-unreachable', 'The agent is being ended; it starts nothing any more.');
      if (host.rung === 2) refuseOutside(host, spec.tenant);
      for (const { id, path } of spec.volumes ?? []) {
        const other = taskWith(id);
        if (other) throw volumeInUse(path, other.spec.id);
      }
      if (!report.severalAccounts) refuseOthers(host, report, spec.tenant.name);
      const launch: LaunchRecord = { spec, createdAt: Date.now(), rung: host.rung, cgroups: [], network: 'none' };
      const task = take(launch);
      task.enter('preparing', 'Preparing the home and its limits');
      const { uid, name } = spec.tenant;
      const others = () => tasksOf(uid).filter((other) => other !== task);
      // Its home is put right when nothing has it open; the file server is started again by who asks for it.
      if (spec.kind === 'workspace' && host.homeImages && closedHomes(host.places.homes).has(name))
        await Promise.all(others().map(stop));
      const joinNetwork = () => perTenant(uid, () => host.networks.join(uid, spec.network, bandwidthOf(uid)));
      // Two that are launched at once do not wait for each other: who comes first to the home has it for itself.
      onTheWay.add(spec.id);
      const alone = {
        withHome() {
          onTheWay.delete(spec.id);
          return others().every((other) => onTheWay.has(other.spec.id));
        },
        withGroup: (group: string) => tasksWith(group).every((other) => other === task),
      };
      const sweep = spec.kind === 'task' ? sweepFor(uid) : undefined;
      const begin = () => launchTask({ host, docker }, task, launch, joinNetwork, alone, sweep);
      await (spec.kind === 'task' ? turn(begin) : begin());
      onTheWay.delete(spec.id);
      return task.state();
    },
    async stop(id, graceSeconds) {
      const task = live.get(id);
      if (!task) {
        const over = ended.get(id);
        if (!over) remind(unwanted, id);
        return over;
      }
      await task.end('stopped', graceSeconds ?? task.spec.graceSeconds);
      await task.over;
      return task.state();
    },
    async resize(id, { memoryBytes, cpus }) {
      const task = live.get(id);
      if (task === undefined) return false;
      const { limits } = task.spec;
      task.spec.limits = { ...limits, cpus, memoryBytes: Math.max(memoryBytes, limits.memoryBytes) };
      await task.started;
      if (!live.has(id)) return false;
      host.cgroups.make(id, task.spec.limits);
      const { folder } = task;
      const launch = readJson<LaunchRecord>(folder.spec);
      if (launch) writeWhole(folder.spec, JSON.stringify({ ...launch, spec: task.spec }));
      return true;
    },
    state: async (id) => live.get(id)?.state() ?? ended.get(id),
    list: async () => [...[...live.values()].map((task) => task.state()), ...ended.all()],
    forget: async (id) => ended.acknowledge(id),
    events: (sinceId, signal) => events.follow(sinceId, signal),
    async usage(id) {
      const task = live.get(id);
      if (!task) return undefined;
      const { limits, tenant } = task.spec;
      const home = await homeUsage(host, tenant);
      return {
        ...(await processUsage(host, task)),
        memoryLimitBytes: limits.memoryBytes,
        diskBytes: home?.diskBytes ?? 0,
        diskLimitBytes: limits.diskBytes,
        files: home?.files ?? 0,
        filesLimit: limits.files,
        oomKills: task.state().oomKills,
      };
    },
    samples: async () => samples.all(),
    resources: async () => withDocker(resources, docker.state()),
    async log(id, maxBytes = 16_384) {
      return Buffer.from(readLogEnd(folderOf(id), maxBytes)).toString('utf8');
    },
    readLog: async (id, place) => (live.has(id) || ended.get(id) ? readStream(folderOf(id).path, place) : undefined),
    followLog: (id, { stream, offset = 0 }, signal) =>
      followStream(folderOf(id).path, stream, offset, () => live.has(id), signal),
    async listWork(place) {
      await openHome(place);
      return listWork(host, place);
    },
    async readWork(place, range) {
      await openHome(place);
      return readWork(host, place, range);
    },
    async probe() {
      const state = docker.state();
      return state === undefined ? report : { ...report, docker: state };
    },
    async signalProcess(id, processName, signal) {
      const task = live.get(id);
      const pids = task ? processesNamed(host, task.folder, processName) : [];
      return pids.map((pid) => signalPid(pid, signal)).some(Boolean);
    },
    async ensureGroup(group) {
      await ensureGroup(host, group, () => tasksWith(group.name).length === 0);
      if (tasksWith(group.name).length === 0) idleGroups.set(group.name, performance.now());
    },
    ensureHome: (tenant, limits) => ensureHome(host, tenant, limits, () => tasksOf(tenant.uid).length === 0),
    async releaseHome(name) {
      if ([...live.values()].some((task) => task.spec.tenant.name === name)) return false;
      idleHomes.delete(name);
      await releaseHome(host, name);
      return true;
    },
    async removeVolume(id) {
      const user = taskWith(id);
      if (user) throw volumeInUse(id, user.spec.id);
      await removeVolume(host, id);
    },
    endAtOnce() {
      for (const task of live.values()) task.kill();
    },
    async close(tasks) {
      closing = true;
      if (tasks === 'stop') await stopAll();
      clearInterval(looks);
      clearInterval(oftenLooks);
      clearInterval(lookingAtDocker);
      await Promise.all(leaving);
      const running = new Set([...live.values()].map((task) => task.spec.tenant.name));
      const inUse = (group: string) => tasksWith(group).length > 0;
      for (const task of live.values()) task.leave();
      for (const name of readdirSync(host.places.homes))
        if (!running.has(name)) await releaseHome(host, name).catch(failed);
      for (const name of readdirSync(host.places.groups))
        if (!inUse(name)) await releaseGroup(host, name).catch(failed);
      for (const id of knownVolumes(host)) if (!taskWith(id)) await releaseVolume(host, id).catch(failed);
      for (const uid of idleNetworks.keys()) await releaseNetwork(uid).catch(failed);
      await host.networks.close();
      host.cgroups.close();
      if (running.size === 0) closeUserRange(host.places.userRange);
      events.close();
    },
  };
}

const volumeInUse = (volume: string, task: string) =>
  new AgentError('volume-in-use', `The volume ${volume} is used by the task ${task}.`, {
    why: 'One task at a time has a volume.',
    fix: 'Wait until that task is over, or end it.',
  });

/** Names of what has been idle so long; they are taken out. */
function idleFor<Key>(idle: Map<Key, number>, milliseconds: number): Key[] {
  const names = [...idle].filter(([, since]) => performance.now() - since >= milliseconds).map(([name]) => name);
  for (const name of names) idle.delete(name);
  return names;
}

/** Adds an id, and forgets the oldest of many. */
function remind(ids: Set<string>, id: string): void {
  ids.add(id);
  const [oldest] = ids;
  if (ids.size > rememberedStops && oldest !== undefined) ids.delete(oldest);
}

/** Of tasks that are over, whose group could not be removed then. */
function removeOtherCgroups(host: Host, live: ReadonlyMap<string, LiveTask>): void {
  for (const id of host.cgroups.taskIds()) if (!live.has(id)) host.cgroups.remove(id);
}
