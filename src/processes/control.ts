import { accessSync, chmodSync, constants, mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { accountsMigrations, accountsRoom } from '../accounts/index.ts';
import { clusterMigrations, clusterRoom, nextEpoch } from '../cluster/index.ts';
import { replicaRoutes } from '../gateway/index.ts';
import { ControlMetrics, operationsRoom } from '../operations/index.ts';
import {
  BadSetting,
  createLog,
  createServer,
  EventStream,
  type Foundation,
  openApi,
  openDatabase,
  orderMigrations,
  platformPolicies,
  Replica,
  type Settings,
  systemClock,
} from '../platform/index.ts';
import { type AgentPort, agentClient } from '../sandbox/index.ts';
import { filesContract } from '../storage/index.ts';
import { workspaceMigrations, workspaceRoom } from '../workspace/index.ts';
import { addressesOf } from './addresses.ts';
import { agentFolders } from './agent-folders.ts';
import { clusterOptions } from './cluster-options.ts';
import { directoryOf } from './directory.ts';
import { directoryOptions } from './directory-options.ts';
import { type Folders, foldersOf } from './folders.ts';
import { giveUpRoot } from './give-up-root.ts';
import { preparedHomes } from './hdfs.ts';
import { launcherOptions } from './launcher-options.ts';
import { lockFolder } from './lock.ts';
import { mesosDoor } from './mesos-door.ts';
import { endWhenAsked, endWithSupervisor, secondsToStop, tellSupervisor } from './parent.ts';
import { pythonState } from './python-state.ts';
import { releaseVersion } from './release.ts';
import { startedProcesses } from './started-processes.ts';
import { workspacePlaces } from './workspace-places.ts';

/** The control process: the API, sign-in, launches; the only writer of the database. */
export async function runControl(settings: Settings): Promise<void> {
  const folders = foldersOf(settings);
  const sourceOfAccounts = directoryOptions(settings);
  giveUpRoot(settings.controlUid, [settings.gatewayUid]);
  process.umask(0o077);
  requireAccess(folders.control);
  const lock = lockFolder(folders.control, 'control');
  const log = createLog('control', settings.logLevel);
  const clock = systemClock;
  const database = await openDatabase(
    join(folders.control, 'state.sqlite'),
    orderMigrations([accountsMigrations, workspaceMigrations, clusterMigrations]),
  );
  const foundation: Foundation = { database, clock, log, events: new EventStream(clock), replica: new Replica(1) };
  const addresses = addressesOf(settings);
  const prepared = preparedHomes(settings, log);
  const accounts = await accountsRoom(foundation, {
    signedIn: prepared.signedIn,
    publicUrl: addresses.publicUrl,
    origins: addresses.origins,
    firstUid: settings.firstUid,
    directory: sourceOfAccounts,
    auditFile: join(folders.control, 'audit.jsonl'),
    lifetimes: {
      idleMilliseconds: settings.sessionIdleHours * 3_600_000,
      longestMilliseconds: settings.sessionHours * 3_600_000,
    },
    invitationMilliseconds: settings.invitationHours * 3_600_000,
    provider: {
      keyMilliseconds: settings.openidKeyDays * 86_400_000,
      accessMilliseconds: settings.openidAccessMinutes * 60_000,
      refreshMilliseconds: settings.openidRefreshDays * 86_400_000,
      mostClients: settings.openidClients,
      callsPerMinute: settings.openidCalls,
    },
  });
  const administrator = await accounts.ensureFirstAdministrator({
    password: process.env.STOA_ADMIN_PASSWORD,
    untold: process.env.STOA_UNTOLD === '1',
  });
  const epoch = await nextEpoch(database, clock.now());
  const agents = new Map(
    settings.agents.map((name) => [
      name,
      prepared.agent(agentClient(agentFolders(settings, name).socket, () => epoch)),
    ]),
  );
  // Workspaces and files are the first one's; a home may be mounted for tasks of any.
  const agent = {
    ...prepared.agent(agentClient(folders.agentSocket, () => epoch)),
    releaseHome: releaseOnAll([...agents.values()]),
  };
  const directory = directoryOf(accounts);
  const cluster = clusterRoom({
    foundation,
    epoch,
    agents,
    directory,
    options: clusterOptions(settings, folders),
    failed(error) {
      log.fatal({ err: error }, 'the allocator has failed; control starts anew');
      process.exit(1);
    },
  });
  const workspaces = workspaceRoom({
    ...foundation,
    agent,
    directory,
    places: workspacePlaces(cluster, settings),
    options: launcherOptions(settings, folders),
    audit: accounts.auditCommand,
  });
  accounts.onRevocation(async (revocation) => {
    await Promise.all([cluster.revoke(revocation), workspaces.revoke(revocation)]);
  });
  const operations = operationsRoom(foundation, {
    version: releaseVersion(),
    addresses,
    agent,
    data: folders.data,
    processes: () => startedProcesses(folders),
    python: () => pythonState(folders.data),
  });

  const rooms = [accounts, cluster, workspaces, operations];
  const routes = rooms.flatMap((room) => room.routes);
  const app = createServer(
    {
      database,
      clock,
      log,
      policies: Object.assign({}, platformPolicies, ...rooms.map((room) => room.policies)),
      identify: accounts.identify,
      audit: accounts.auditCommand,
      bodyLimitBytes: settings.bodyLimit,
    },
    routes,
  );
  const document = openApi(
    [...routes.map((route) => route.operation), ...Object.values(filesContract)],
    releaseVersion(),
  );
  app.get('/openapi.json', () => document);
  app.get('/healthz', () => ({ ok: true }));
  accounts.openProviderDoor(app);
  const closeMesos = mesosDoor(app, { accounts, cluster, settings, log });
  const metrics = new ControlMetrics(workspaces.counts);
  app.get('/internal/metrics', () => metrics.text());
  replicaRoutes(app, foundation.replica, {
    ensureTarget: (account, kind) => workspaces.ensureTarget(account, kind),
    used: (uses) => accounts.noteUses(uses),
  });
  let recovered = false;
  let onPurpose = false;
  // Before the wait for the agent, which may never come.
  const end = endWhenAsked(async () => {
    if (onPurpose && recovered) await workspaces.stopAll();
    for (const room of rooms) await room.close?.();
    closeMesos();
    await app.close();
    await database.close();
    lock.release();
  }, secondsToStop(settings));
  endWithSupervisor(end, () => {
    onPurpose = true;
    end();
  });
  await cluster.recover();
  await workspaces.recover();
  recovered = true;
  await listen(app, folders);
  log.info({ version: releaseVersion() }, 'control is ready');
  tellSupervisor(administrator ? { ready: true, administrator } : { ready: true });
}

/** One that is away lets go of it when it ends. @returns whether no task has it any more */
const releaseOnAll = (agents: readonly AgentPort[]) => async (tenant: string) => {
  const released = await Promise.all(agents.map((each) => each.releaseHome(tenant).catch(() => true)));
  return released.every(Boolean);
};

/** A folder above the data folder may be closed to the account that control has become. */
function requireAccess(folder: string): void {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch {
    const who = `uid ${process.getuid?.()} of control`;
    throw new BadSetting(`data: ${who} cannot reach ${folder}; every folder above it must let others pass (chmod o+x)`);
  }
}

/** Only the gateway's group may connect. A socket that a killed process left behind gives way. */
async function listen(app: ReturnType<typeof createServer>, { controlSocket }: Folders): Promise<void> {
  mkdirSync(dirname(controlSocket), { recursive: true });
  rmSync(controlSocket, { force: true });
  await app.listen({ path: controlSocket });
  chmodSync(controlSocket, 0o666);
}
