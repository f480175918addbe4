import type { AuditEntry, Clock, Command, Database, EventStream, Logger, Replica } from '../platform/index.ts';
import type { AgentPort, ProbeReport, TaskEvent, TaskState } from '../sandbox/index.ts';
import { ask, untilItAnswers } from './adapters/tenant-server.ts';
import type { StopReason, Workspace } from './contract.ts';
import { AccountGone, explainFailure, TaskOver, workspaceEnd } from './explain-failure.ts';
import { type LiveWorkspace, stoppedWorkspace } from './live-workspace.ts';
import type { Directory, LauncherOptions, Places } from './ports.ts';
import { describeFailure } from './rules/advice.ts';
import { enterPhase, failPhase, notLaunched, type PhaseName, showPhases } from './rules/launch-phases.ts';
import { showLimits } from './rules/limits.ts';
import { agentDrained, madeRoomFor } from './rules/stop-reason.ts';
import { workspaceTask } from './rules/task-spec.ts';
import { findWorkspace, saveWorkspace, type WorkspaceRecord } from './store.ts';

const agentMilliseconds = 15_000;

export interface LauncherParts {
  readonly agent: AgentPort;
  readonly directory: Directory;
  readonly places: Places;
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly events: EventStream;
  readonly replica: Replica;
  readonly options: LauncherOptions;
  audit(entry: AuditEntry): Command;
  /** A workspace loses its place. */
  losesPlace(account: string, taskId: string, why: StopReason): void;
}

/**
 * Makes workspaces what their records say they should be: launches, watches and stops their tasks, tells every step as
 * an event, and gives gateways the route once the tenant's server answers.
 */
export class Launcher {
  readonly parts: LauncherParts;
  readonly #live = new Map<string, LiveWorkspace>();
  #probe: ProbeReport | undefined;

  constructor(parts: LauncherParts) {
    this.parts = parts;
  }

  live(account: string): LiveWorkspace {
    let live = this.#live.get(account);
    if (!live) {
      live = stoppedWorkspace(account);
      this.#live.set(account, live);
    }
    return live;
  }

  all(): readonly LiveWorkspace[] {
    return [...this.#live.values()];
  }

  /** A launch that is recorded as wanted, from its first phase to `ready`. Failures end in the state `failed`. */
  launch({ account, taskId, roleGroup }: Pick<WorkspaceRecord, 'account' | 'taskId' | 'roleGroup'>): void {
    const live = this.live(account);
    Object.assign(live, stoppedWorkspace(account), { taskId, roleGroup, state: 'starting' });
    const late = new AbortController();
    live.work = this.#launch(live, late).catch((error) => this.#failed(live, error, late.signal));
    this.tell(live);
  }

  /** @param late  ends it when it takes too long, from the time on at which it has its place */
  async #launch(live: LiveWorkspace, late: AbortController): Promise<void> {
    const { agent, directory, options } = this.parts;
    await this.#takePlace(live);
    const timer = setTimeout(() => late.abort(new Error('It takes too long.')), options.launchMilliseconds);
    const signal = AbortSignal.any([live.abort.signal, live.lost.signal, late.signal]);
    try {
      await this.#start(live, agent, directory, signal);
    } finally {
      clearTimeout(timer);
    }
  }

  async #takePlace(live: LiveWorkspace): Promise<void> {
    this.#enter(live, 'home');
    const waits = (why: string) => {
      if (live.launch.details.home === why) return;
      live.launch = { ...live.launch, details: { ...live.launch.details, home: why } };
      this.tell(live);
    };
    await this.parts.places.take(this.#placeOf(live), waits, AbortSignal.any([live.abort.signal, live.lost.signal]));
    live.launch = { ...live.launch, details: {} };
  }

  #placeOf({ taskId, account, roleGroup }: LiveWorkspace) {
    return {
      taskId,
      account,
      roleGroup,
      preempted: (group: string) => this.parts.losesPlace(account, taskId, madeRoomFor(group)),
      drained: (agent: string) => this.parts.losesPlace(account, taskId, agentDrained(agent)),
    };
  }

  async #start(live: LiveWorkspace, agent: AgentPort, directory: Directory, signal: AbortSignal): Promise<void> {
    const { options } = this.parts;
    const tenant = await directory.tenant(live.account);
    if (!tenant) throw new AccountGone();
    live.groups = tenant.groups.map(({ name }) => name);
    for (const group of tenant.groups) await agent.ensureGroup(group);
    this.#enter(live, 'sandbox');
    const state = await agent.launch(workspaceTask(live.taskId, tenant, options), signal);
    if (state.phase === 'failed' || state.phase === 'ended') throw new TaskOver(state.reason, state.detail);
    live.network = state.network;
    this.#enter(live, 'server');
    await this.#connect(live, state, signal);
    this.#enter(live, 'ready');
    await this.#running(live);
  }

  /** Waits for the tenant's server, gives it its token, and opens the route. */
  async #connect(live: LiveWorkspace, state: TaskState, signal: AbortSignal): Promise<void> {
    const socket = state.sockets.server;
    if (socket === undefined) throw new Error('the task has no socket for the server');
    const server = { socket, account: live.account };
    const token = await this.parts.directory.issueTaskToken(live.account, live.taskId);
    await untilItAnswers(server, '/api', signal);
    await ask(server, 'PUT', '/stoa/token', { token }, signal);
    live.socket = socket;
    this.parts.replica.set('route', `${live.account} workspace`, { socket, taskId: live.taskId });
  }

  async #running(live: LiveWorkspace): Promise<void> {
    live.state = 'running';
    this.tell(live);
    await this.change(live, { startedAt: this.parts.clock.now(), groups: live.groups });
  }

  /** Takes over a task that ran on while control was away. */
  async adopt(
    live: LiveWorkspace,
    state: TaskState,
    { groups, roleGroup }: Pick<WorkspaceRecord, 'groups' | 'roleGroup'>,
  ): Promise<void> {
    live.roleGroup = roleGroup;
    live.taskId = state.id;
    live.network = state.network;
    live.groups = groups;
    live.homeClosed = state.homeClosed;
    live.state = 'running';
    live.launch = notLaunched;
    live.socket = state.sockets.server;
    if (live.socket === undefined) throw new Error('an adopted task has no socket');
    this.parts.places.hold(this.#placeOf(live));
    this.parts.replica.set('route', `${live.account} workspace`, { socket: live.socket, taskId: live.taskId });
    this.tell(live);
  }

  /** Ends the task of a workspace whose record says that it should be stopped, or be another one. */
  async stop(account: string): Promise<void> {
    const live = this.live(account);
    live.abort.abort(new Error('It is not wanted any more.'));
    await live.work;
    if (live.taskId === '') return;
    live.state = 'stopping';
    live.failure = null;
    this.tell(live);
    live.work = this.#stop(live);
    await live.work;
  }

  async #stop(live: LiveWorkspace): Promise<void> {
    const { agent, directory, replica } = this.parts;
    replica.set('route', `${live.account} workspace`, null);
    await agent.stop(live.taskId).catch((error) => this.parts.log.error({ err: error }, 'stop failed'));
    this.parts.places.free(live.taskId);
    await directory.endTaskTokens(live.taskId);
    Object.assign(live, stoppedWorkspace(live.account));
    this.tell(live);
  }

  /** The disk below its home failed; what runs of it goes on. */
  homeClosed({ taskId, tenant }: Pick<TaskEvent, 'taskId' | 'tenant'>): void {
    const live = this.live(tenant);
    if (live.taskId !== taskId) return;
    live.homeClosed = true;
    this.tell(live);
  }

  /** The task of a running workspace is over although nobody asked for that. */
  async over(event: Pick<TaskEvent, 'taskId' | 'tenant' | 'reason' | 'detail'>): Promise<void> {
    const live = this.live(event.tenant);
    if (live.taskId !== event.taskId) return;
    if (live.state === 'starting') live.lost.abort(new TaskOver(event.reason, event.detail));
    if (live.state !== 'running') return;
    const log = await unlessAway(this.parts.agent.log(live.taskId, 20_000), '');
    await this.#over(live, describeFailure('running', workspaceEnd(event.reason, 'lost'), event.detail, log));
  }

  async #over(live: LiveWorkspace, failure: NonNullable<Workspace['failure']>): Promise<void> {
    this.parts.replica.set('route', `${live.account} workspace`, null);
    live.state = 'failed';
    live.failure = failure;
    live.socket = undefined;
    this.parts.places.free(live.taskId);
    this.tell(live);
    await this.parts.directory.endTaskTokens(live.taskId);
    await this.change(live, { wanted: 'stopped', failure });
  }

  async #failed(live: LiveWorkspace, error: unknown, deadline: AbortSignal): Promise<void> {
    const phase = live.launch.active ?? 'home';
    live.launch = failPhase(live.launch, this.parts.clock.monotonic());
    if (live.abort.signal.aborted) return;
    this.parts.log.warn({ err: error, account: live.account, phase }, 'a launch failed');
    const log = await unlessAway(this.parts.agent.log(live.taskId, 20_000), '');
    await unlessAway(this.parts.agent.stop(live.taskId, 0), undefined);
    const timedOut = deadline.aborted ? Math.round(this.parts.options.launchMilliseconds / 1000) : null;
    const cause = live.lost.signal.aborted ? live.lost.signal.reason : error;
    await this.#over(live, explainFailure(phase, cause, timedOut, log));
  }

  #enter(live: LiveWorkspace, phase: PhaseName): void {
    live.launch = enterPhase(live.launch, phase, this.parts.clock.monotonic());
    this.tell(live);
  }

  /** Changes the stored record until no other change comes in between. */
  async change(live: LiveWorkspace, change: Partial<WorkspaceRecord>, ...more: Command[]): Promise<void> {
    for (let tries = 0; tries < 20; tries++) {
      const record = await findWorkspace(this.parts.database.read, live.account);
      if (!record || record.taskId !== live.taskId) return;
      try {
        return await this.parts.database.commit([saveWorkspace({ ...record, ...change }), ...more]);
      } catch (error) {
        if (tries === 19)
          this.parts.log.error({ err: error, account: live.account }, 'a workspace record is not saved');
      }
    }
  }

  tell(live: LiveWorkspace): void {
    void this.show(live.account).then((workspace) => {
      this.parts.events.publish({ type: 'workspace', audience: live.account, data: workspace });
    });
  }

  /** The workspace as its owner sees it. */
  async show(account: string): Promise<Workspace> {
    const { database, clock, agent, options } = this.parts;
    const live = this.live(account);
    const shown = { ...live };
    const now = clock.monotonic();
    const record = await findWorkspace(database.read, account);
    const usage = shown.state === 'running' ? await agent.usage(shown.taskId).catch(() => undefined) : undefined;
    return {
      name: account,
      state: shown.state,
      url: `/user/${account}/`,
      phases: shown.state === 'stopped' ? [] : showPhases(shown.launch, now),
      requestedAt: record?.requestedAt ?? null,
      startedAt: shown.state === 'running' ? (record?.startedAt ?? null) : null,
      idleStopAt: shown.idleStopAt,
      network: shown.network,
      failure: shown.failure ?? (shown.state === 'stopped' ? (record?.failure ?? null) : null),
      stopReason: record?.stopReason ?? null,
      groupsMissing: await this.#groupsMissing(shown),
      homeClosed: shown.state === 'running' && shown.homeClosed,
      limits: showLimits(options.limits, usage, await this.probe()),
    };
  }

  /** Groups that the account has joined since its workspace was started. */
  async #groupsMissing({ account, state, groups }: LiveWorkspace): Promise<string[]> {
    if (state !== 'running') return [];
    const tenant = await this.parts.directory.tenant(account);
    return (tenant?.groups ?? []).map(({ name }) => name).filter((name) => !groups.includes(name));
  }

  /** What the host enforces; asked once. */
  async probe(): Promise<ProbeReport | undefined> {
    this.#probe ??= await this.parts.agent.probe().catch(() => undefined);
    return this.#probe;
  }
}

/** An agent that does not answer does not hold up what its workspace's owner is told. */
function unlessAway<T>(asked: Promise<T>, otherwise: T): Promise<T> {
  const late = new Promise<T>((resolve) => setTimeout(resolve, agentMilliseconds, otherwise).unref());
  return Promise.race([asked.catch(() => otherwise), late]);
}
