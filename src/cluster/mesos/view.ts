import type { Identity } from '../../platform/index.ts';
import type {
  AgentRecord,
  ClusterCore,
  ExecutorRecord,
  KnownFramework,
  RoleRecord,
  Share,
  TaskRecord,
} from '../framework-port.ts';
import { tidy } from '../rules/ranges.ts';
import { sum } from '../rules/resources.ts';
import { isBelow } from '../rules/state/reserved-rooms.ts';

/** Tasks of somebody or somewhere, with the executors that run them. */
export interface Running {
  readonly tasks: readonly TaskRecord[];
  readonly executors: readonly ExecutorRecord[];
}

/**
 * What somebody may see of the cluster: its agents; frameworks, tasks and roles of its own, or all as an administrator.
 * Each part is looked at when somebody asks for it, and once.
 */
export class View implements Running {
  readonly #who: Identity;
  readonly #ownRoles: readonly string[];
  readonly #agents: () => readonly AgentRecord[];
  readonly #frameworks: () => readonly KnownFramework[];
  readonly #tasks: () => readonly TaskRecord[];
  readonly #executors: () => readonly ExecutorRecord[];
  readonly #roles: () => readonly RoleRecord[];
  /** By what they are of. */
  readonly #byFramework = once(() => this.#grouped(({ frameworkId }) => frameworkId));
  readonly #byRole = once(() => this.#grouped(({ role }) => role));
  readonly #byAgent = once(() => this.#grouped(({ agentId }) => agentId ?? ''));

  /** @param roles  that the account may use */
  constructor(core: ClusterCore, who: Identity, roles: readonly string[]) {
    this.#who = who;
    this.#ownRoles = roles;
    this.#agents = once(() => core.agents().map((agent) => this.ofAgent(agent)));
    this.#frameworks = once(() => core.frameworks().filter((each) => this.sees(each)));
    this.#tasks = once(() => core.tasks(who.administrator ? null : who.account));
    this.#executors = once(() => core.executors.all().filter((each) => this.sees(each)));
    this.#roles = once(() => core.roles().filter(({ path }) => who.administrator || roles.includes(path)));
  }

  get agents(): readonly AgentRecord[] {
    return this.#agents();
  }

  get frameworks(): readonly KnownFramework[] {
    return this.#frameworks();
  }

  get tasks(): readonly TaskRecord[] {
    return this.#tasks();
  }

  get executors(): readonly ExecutorRecord[] {
    return this.#executors();
  }

  get roles(): readonly RoleRecord[] {
    return this.#roles();
  }

  ofFramework(id: string): Running {
    return this.#byFramework()(id);
  }

  /** Not of roles below it. */
  ofRole(path: string): Running {
    return this.#byRole()(path);
  }

  onAgent(id: string): Running {
    return this.#byAgent()(id);
  }

  sees({ account }: { readonly account: string }): boolean {
    return this.#who.administrator || account === this.#who.account;
  }

  /** What is kept for roles of others is nobody's business: it is in the sum, without a name. */
  ofAgent(agent: AgentRecord): AgentRecord {
    if (this.#who.administrator) return agent;
    const own = (one: { readonly role: string }) => this.#ownRoles.some((role) => isBelow(role, one.role));
    return { ...agent, reserved: agent.reserved.filter(own), volumes: agent.volumes.filter(own) };
  }

  #grouped(key: (one: TaskRecord | ExecutorRecord) => string): (key: string) => Running {
    const tasks = Map.groupBy(this.tasks, key);
    const executors = Map.groupBy(this.executors, key);
    return (of) => ({ tasks: tasks.get(of) ?? [], executors: executors.get(of) ?? [] });
  }
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** What the tasks that have not ended hold together, and the executors that run them. */
export function heldBy({ tasks, executors }: Running): Share {
  const shares = [...tasks.filter(({ ended }) => !ended), ...executors].map(({ share }) => share);
  return {
    resources: sum(shares.map(({ resources }) => resources)),
    ports: tidy(shares.flatMap(({ ports }) => ports)),
  };
}

/** Ids of the frameworks of each role that have not ended. */
export function frameworksByRole({ frameworks }: View): (path: string) => readonly string[] {
  const ids = new Map<string, string[]>();
  for (const { id, roles, state } of frameworks)
    if (state !== 'completed') for (const role of roles) ids.set(role, [...(ids.get(role) ?? []), id]);
  return (path) => ids.get(path) ?? [];
}
