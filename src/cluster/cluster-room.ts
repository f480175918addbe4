import { type Foundation, type Room, route } from '../platform/index.ts';
import { AgentError, type AgentPort } from '../sandbox/index.ts';
import { Agents } from './agents/agents.ts';
import { meetAgents } from './agents/meet-agents.ts';
import { withoutVolumes } from './agents/register-agent.ts';
import { startAllocator } from './allocator/allocator.ts';
import { Standings } from './allocator/standings.ts';
import type { ClusterParts } from './cluster-parts.ts';
import * as contract from './contract.ts';
import { createTask } from './create-task.ts';
import { deactivateAgent, drainAgent, knownAgent, reactivateAgent } from './drain-agent.ts';
import { fitNow } from './fit-now.ts';
import type { ClusterCore } from './framework-port.ts';
import { Frameworks } from './frameworks/frameworks.ts';
import { getTask } from './get-task.ts';
import { killTask } from './kill-task.ts';
import { listAgents } from './list-agents.ts';
import { listTasks } from './list-tasks.ts';
import { markAgentGone } from './mark-agent-gone.ts';
import { keepMeasures } from './measure/keep-measures.ts';
import { Measures } from './measure/measures.ts';
import { Places } from './places/places.ts';
import { clusterPolicies } from './policy.ts';
import type { ClusterOptions, Directory } from './ports.ts';
import { previewRoles } from './preview-roles.ts';
import { Reservations } from './reservations/reservations.ts';
import { listReservations, reserve, resizeReservation, unreserve } from './reservations/reserve.ts';
import { Roles } from './roles/roles.ts';
import { defaultPlanSettings } from './rules/plan/settings.ts';
import { nothing, plus } from './rules/resources.ts';
import { groupOf } from './rules/role-views.ts';
import { told } from './rules/say/kinds.ts';
import { carryOut } from './run/carry-out.ts';
import { endTask } from './run/end-task.ts';
import { followAgent } from './run/follow-agent.ts';
import { keepTime } from './run/keep-time.ts';
import { tellAllocator, tellStored } from './run/tell-allocator.ts';
import { setRole, setRoles } from './set-role.ts';
import { showAccountUsage } from './show-account-usage.ts';
import { showAgentDetail } from './show-agent.ts';
import { showCluster } from './show-cluster.ts';
import { frameworkOf, listFrameworks } from './show-framework.ts';
import { showHistory } from './show-history.ts';
import { showRoles } from './show-roles.ts';
import { showTask } from './show-task.ts';
import { showUsage } from './show-usage.ts';
import { goneAgents } from './store/agents.ts';
import { allReservations } from './store/reservations.ts';
import { allRoles } from './store/roles.ts';
import { allTaskUsages } from './store/task-usage.ts';
import { allVolumes } from './store/volumes.ts';
import { listTaskFiles, readTaskFile } from './task-files.ts';
import { followTaskLog, readTaskLog } from './task-logs.ts';
import { Holdings } from './tasks/holdings.ts';
import { LiveTasks } from './tasks/live-tasks.ts';
import { RecentPreemptions } from './tasks/recent-preemptions.ts';
import type { EndWish } from './tasks/task-record.ts';
import { tearDownFramework } from './tear-down-framework.ts';
import { viewerOf } from './viewer.ts';
import { createVolume } from './volumes/create-volume.ts';
import { destroyVolume } from './volumes/destroy-volume.ts';
import { listVolumes } from './volumes/show-volume.ts';
import { Volumes } from './volumes/volumes.ts';
import { whyFramework } from './why-framework.ts';
import { whyTask } from './why-task.ts';
import { whyWorkspace } from './why-workspace.ts';

export interface ClusterGiven {
  readonly foundation: Foundation;
  /** Of this control; offers carry it. */
  readonly epoch: number;
  readonly options: ClusterOptions;
  readonly directory: Directory;
  /** By name. */
  readonly agents: ReadonlyMap<string, AgentPort>;
  /** The allocator's thread has ended: nothing is placed any more, so neither should the process go on. */
  failed(error: Error): void;
}

export interface ClusterRoom extends Room {
  /** For whoever speaks for frameworks. */
  readonly core: ClusterCore;
  /** For what other rooms start by themselves. */
  readonly places: Places;
  /** Of this control: another after each start. */
  readonly id: string;
  /** Takes up what was under way; call it once the agent answers. */
  recover(): Promise<void>;
  /** Ends every task that has rights which were taken from its account. */
  revoke(revocation: {
    readonly account: string;
    readonly kind: 'suspended' | 'deleted' | 'left-group';
    readonly group?: string;
  }): Promise<void>;
  close(): Promise<void>;
}

/** The cluster: tasks of accounts, placed by the allocator on agents. */
export function clusterRoom({ foundation, epoch, options, directory, agents, failed }: ClusterGiven): ClusterRoom {
  const { clock, events, database } = foundation;
  const standings = new Standings();
  const holdings = new Holdings();
  const allocator = startAllocator(
    {
      settings: { ...defaultPlanSettings, grace: options.grace },
      cycleEvery: options.cycleEvery,
      reportEvery: options.reportEvery,
    },
    {
      decision: (decision) => carryOut(parts, decision),
      report: (report) => {
        standings.hear(report);
        events.publish({ type: 'cluster', audience: 'everybody', data: null });
      },
      failed,
    },
  );
  const parts: ClusterParts = {
    foundation,
    options,
    startedAt: clock.now(),
    directory,
    agentPort(id) {
      const port = agents.get(id);
      if (port === undefined) throw new AgentError('agent-unreachable', `There is no agent "${id}" any more.`);
      return port;
    },
    allocator,
    standings,
    tasks: new LiveTasks(foundation, holdings),
    holdings,
    roles: new Roles(options.highestClass, (change) => allocator.change(change)),
    agents: new Agents(
      () => clock.now(),
      (agent) => {
        allocator.change({ type: 'agent', agent });
        frameworks.check(agent.id);
      },
      (agent) => {
        allocator.change({ type: 'no-agent', agent });
        frameworks.check(agent);
      },
    ),
    reservations: new Reservations(
      (id) => parts.volumes.on(id),
      (id) => {
        const agent = parts.agents.get(id);
        if (agent === undefined) return;
        parts.agents.set({ ...agent, reserved: parts.reservations.on(id), total: withoutVolumes(parts, agent) });
      },
    ),
    volumes: new Volumes((id) => parts.reservations.refresh(id)),
    preemptions: new RecentPreemptions(),
    measures: new Measures(),
    get places() {
      return places;
    },
    get frameworks() {
      return frameworks;
    },
  };
  const places = new Places({
    ...{ clock, allocator, roles: parts.roles, standings, holdings },
    freed: (id) =>
      void frameworks
        .workspaceOver(id)
        .catch((error) => foundation.log.error({ err: error, workspace: id }, 'what ran in a workspace is not ended')),
  });
  const frameworks = new Frameworks(parts, epoch);
  parts.tasks.watch((task, before) => {
    tellAllocator(parts, task, before);
    parts.volumes.follow(task);
    const viewer = { account: task.account, administrator: false, groups: [groupOf(task.role)] };
    events.publish({ type: 'task', audience: task.account, data: showTask(parts, task, viewer) });
  });
  const ended = new AbortController();
  let work: Promise<unknown> = Promise.resolve();

  return {
    places,
    core: frameworks,
    id: `stoa-${epoch}`,
    policies: clusterPolicies,
    routes: [
      route(contract.createTask, (ctx, { body }) => createTask(ctx, parts, body)),
      route(contract.listTasks, (ctx, { query }) => listTasks(ctx, parts, query)),
      route(contract.getTask, (ctx, { params }) => getTask(ctx, parts, params.taskId)),
      route(contract.killTask, (ctx, { params, body }) =>
        killTask(ctx, parts, params.taskId, body.graceSeconds ?? null),
      ),
      route(contract.readLog, (ctx, { params, query }) => readTaskLog(ctx, parts, params, query)),
      route(contract.followLog, async (ctx, { params, query }) => followTaskLog(ctx, parts, params.taskId, query)),
      route(contract.listTaskFiles, (ctx, { params, query }) => listTaskFiles(ctx, parts, params, query)),
      route(contract.readTaskFile, (ctx, { params, query }) => readTaskFile(ctx, parts, params, query)),
      route(contract.whyTask, (ctx, { params }) => whyTask(ctx, parts, params.taskId)),
      route(contract.whyWorkspace, (ctx, { params }) => whyWorkspace(ctx, parts, params.name)),
      route(contract.listFrameworks, (ctx, { query }) => listFrameworks(ctx, parts, query)),
      route(contract.getFramework, async (ctx, { params }) =>
        frameworkOf(parts, params.frameworkId, await viewerOf(ctx, parts)),
      ),
      route(contract.tearDownFramework, (ctx, { params }) => tearDownFramework(ctx, parts, params.frameworkId)),
      route(contract.whyFramework, (ctx, { params }) => whyFramework(ctx, parts, params.frameworkId)),
      route(contract.listAgents, (ctx, { query }) => listAgents(ctx, parts, query)),
      route(contract.getAgent, async (ctx, { params }) =>
        showAgentDetail(parts, knownAgent(parts, params.agentId), await viewerOf(ctx, parts)),
      ),
      route(contract.drainAgent, (ctx, { params, body }) => drainAgent(ctx, parts, params.agentId, body)),
      route(contract.markAgentGone, (ctx, { params }) => markAgentGone(ctx, parts, params.agentId)),
      route(contract.deactivateAgent, (ctx, { params }) => deactivateAgent(ctx, parts, params.agentId)),
      route(contract.reactivateAgent, (ctx, { params }) => reactivateAgent(ctx, parts, params.agentId)),
      route(contract.listReservations, (ctx) => listReservations(ctx, parts)),
      route(contract.reserve, (ctx, { body }) => reserve(ctx, parts, body)),
      route(contract.resizeReservation, (ctx, { params, body }) =>
        resizeReservation(ctx, parts, params.reservationId, body.resources),
      ),
      route(contract.unreserve, async (ctx, { params }) => {
        await unreserve(ctx, parts, params.reservationId);
        return null;
      }),
      route(contract.listVolumes, (ctx) => listVolumes(ctx, parts)),
      route(contract.createVolume, (ctx, { body }) => createVolume(ctx, parts, body)),
      route(contract.destroyVolume, async (ctx, { params }) => {
        await destroyVolume(ctx, parts, params.volumeId);
        return null;
      }),
      route(contract.listRoles, async (ctx) => {
        const { items, others } = showRoles(parts, await viewerOf(ctx, parts));
        const total = parts.agents.all().reduce((sum, each) => plus(sum, each.total), nothing);
        return { total: told(total), items, others: told(others) };
      }),
      route(contract.setRole, (ctx, { body }) => setRole(ctx, parts, body)),
      route(contract.setRoles, async (ctx, { body }) => ({ items: await setRoles(ctx, parts, body.changes) })),
      route(contract.previewRoles, (ctx, { body }) => previewRoles(ctx, parts, body)),
      route(contract.getCluster, async (ctx) => showCluster(parts, await viewerOf(ctx, parts))),
      route(contract.getClusterHistory, (ctx, { query }) => showHistory(ctx, parts, query.hours)),
      route(contract.getTaskUsage, (ctx, { params }) => showUsage(ctx, parts, params.taskId)),
      route(contract.getAccountUsage, (ctx, { params }) => showAccountUsage(ctx, parts, params.name)),
      route(contract.fitNow, async (_, { query }) => fitNow(parts, query)),
    ],
    async recover() {
      parts.roles.load(await allRoles(database.read));
      parts.volumes.load(await allVolumes(database.read));
      parts.reservations.load(await allReservations(database.read));
      for (const id of await goneAgents(database.read)) parts.agents.setGone(id);
      const here = [...agents.keys()].filter((id) => !parts.agents.isGone(id));
      for (const id of agents.keys())
        if (!here.includes(id))
          foundation.log.warn({ agent: id }, 'an agent of this name was marked gone: it gets no work');
      await meetAgents(parts, here);
      parts.measures.load(await allTaskUsages(database.read));
      const stored = await parts.tasks.load();
      for (const task of stored) parts.volumes.follow(task);
      tellStored(parts, stored);
      await frameworks.recover();
      work = Promise.all([
        ...[...agents.keys()].map((id) => followAgent(parts, id, ended.signal)),
        keepTime(parts, ended.signal),
        keepMeasures(parts, ended.signal),
      ]);
    },
    async revoke({ account, kind, group }) {
      const end: EndWish = { by: 'revocation', why: kind };
      const lose = [...parts.tasks.all()].filter(
        (task) =>
          task.account === account &&
          (kind !== 'left-group' || groupOf(task.role) === group || task.groups.includes(group ?? '')),
      );
      if (kind !== 'suspended') await frameworks.revoke(account, group ?? null);
      await Promise.all(lose.map(({ id }) => endTask(parts, id, end)));
    },
    async close() {
      ended.abort();
      frameworks.close();
      await work;
      await allocator.close();
    },
  };
}
