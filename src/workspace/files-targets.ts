import { common, newId } from '../platform/index.ts';
import type { TaskSpec } from '../sandbox/index.ts';
import { ask, untilItAnswers } from './adapters/tenant-server.ts';
import type { Launcher } from './launcher.ts';
import { filesTask } from './rules/task-spec.ts';

interface Target {
  readonly taskId: string;
  readonly socket: string;
  /** Those that it was started with; unknown of one that an earlier control started. */
  readonly groups?: readonly string[];
}

const askMilliseconds = 2_000;

/** The file servers of tenants: one is started when somebody looks at files, and ends by itself when nobody does. */
export class FilesTargets {
  readonly #launcher: Launcher;
  readonly #targets = new Map<string, Promise<Target>>();
  /** Ends a start that is under way. */
  readonly #starting = new Map<string, AbortController>();

  constructor(launcher: Launcher) {
    this.#launcher = launcher;
  }

  /** The account's file server, started when there is none. Several callers share one start. */
  ensure(account: string): Promise<Target> {
    let target = this.#targets.get(account);
    if (!target) {
      target = this.#start(account);
      this.#targets.set(account, target);
      target.catch(() => this.#targets.delete(account));
    }
    return target;
  }

  adopt(account: string, target: Target): void {
    this.#targets.set(account, Promise.resolve(target));
    this.#route(account, target);
  }

  /** Its task is over. */
  async over(account: string, taskId: string): Promise<void> {
    const target = await this.#targets.get(account)?.catch(() => undefined);
    if (target?.taskId !== taskId) return;
    this.#targets.delete(account);
    this.#route(account, null);
  }

  /** One that is just being started is not waited for. */
  async stop(account: string): Promise<void> {
    this.#starting.get(account)?.abort(new Error('It is not wanted any more.'));
    const target = await this.#targets.get(account)?.catch(() => undefined);
    if (!target) return;
    this.#targets.delete(account);
    this.#route(account, null);
    await this.#launcher.parts.agent.stop(target.taskId, 0);
  }

  /** Whether it runs without one of the account's groups. */
  async lacksGroup(account: string): Promise<boolean> {
    const target = await this.#targets.get(account)?.catch(() => undefined);
    if (!target) return false;
    const tenant = await this.#launcher.parts.directory.tenant(account);
    return tenant?.groups.some(({ name }) => !target.groups?.includes(name)) ?? false;
  }

  /** Stops it unless it is at work for somebody; tells whether it did. One that does not answer is taken for busy. */
  async stopIfIdle(account: string): Promise<boolean> {
    const target = await this.#targets.get(account)?.catch(() => undefined);
    if (!target) return true;
    const answer = await ask(
      { socket: target.socket, account },
      'GET',
      '/files/activity',
      undefined,
      AbortSignal.timeout(askMilliseconds),
    );
    const idle = typeof answer.body === 'object' && answer.body !== null && 'busy' in answer.body && !answer.body.busy;
    if (idle) await this.stop(account);
    return idle;
  }

  accounts(): readonly string[] {
    return [...this.#targets.keys()];
  }

  async #start(account: string): Promise<Target> {
    const { agent, directory, options, clock } = this.#launcher.parts;
    const unwanted = new AbortController();
    this.#starting.set(account, unwanted);
    const signal = AbortSignal.any([unwanted.signal, AbortSignal.timeout(options.launchMilliseconds)]);
    try {
      const tenant = await directory.tenant(account);
      if (!tenant) throw common['not-found']();
      for (const group of tenant.groups) await agent.ensureGroup(group);
      const taskId = `files-${tenant.uid}-${newId(clock.now())}`;
      const socket = await this.#launch(filesTask(taskId, tenant, options), signal);
      const target = { taskId, socket, groups: tenant.groups.map(({ name }) => name) };
      this.#route(account, target);
      return target;
    } finally {
      if (this.#starting.get(account) === unwanted) this.#starting.delete(account);
    }
  }

  /** What does not become a file server in time, or is not wanted any more, is ended. */
  async #launch(task: TaskSpec, signal: AbortSignal): Promise<string> {
    const { agent } = this.#launcher.parts;
    try {
      signal.throwIfAborted();
      const state = await agent.launch(task, signal);
      const socket = state.sockets.server;
      if (state.phase === 'failed' || socket === undefined)
        throw common['not-ready'](`The file server could not be started: ${state.detail ?? 'no reason given'}`);
      await untilItAnswers({ socket, account: task.tenant.name }, '/files/places', signal);
      return socket;
    } catch (error) {
      await agent.stop(task.id, 0).catch(() => undefined);
      throw signal.aborted ? common['not-ready']('The file server did not start in time, or was stopped.') : error;
    }
  }

  #route(account: string, target: Target | null): void {
    const route = target && { taskId: target.taskId, socket: target.socket };
    this.#launcher.parts.replica.set('route', `${account} files`, route);
  }
}
