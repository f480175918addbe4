import { minus, nothing, plus, type Resources } from '../rules/resources.ts';
import { groupOf } from '../rules/role-views.ts';
import type { TaskRecord } from './task-record.ts';

/** What some of the tasks hold together. */
export interface Held {
  readonly resources: Resources;
  /** With a place, and without one. */
  readonly running: number;
  readonly waiting: number;
}

export interface HeldOnAgent extends Held {
  /** What is there, by id. */
  readonly tasks: ReadonlyMap<string, TaskRecord>;
  /** Of its tasks those that have ports. */
  readonly withPorts: ReadonlyMap<string, TaskRecord>;
  readonly groups: ReadonlyMap<string, Resources>;
}

/**
 * Everything that has a place or waits for one, with sums that are kept as it changes: nobody goes through a hundred
 * thousand tasks to know what one agent has left. All amounts are whole numbers, so sums stay exact.
 */
export class Holdings {
  readonly #known = new Map<string, TaskRecord>();
  readonly #waiting = new Map<string, TaskRecord>();
  readonly #agents = new Map<string, AgentSum>();
  readonly #roles = new Map<string, Sum>();
  readonly #frameworks = new Map<string, Sum>();
  readonly #whole = new Sum();

  /** A task as it is now. */
  set(task: TaskRecord): void {
    const before = this.#known.get(task.id);
    if (before !== undefined && sameSums(before, task)) {
      this.#known.set(task.id, task);
      if (task.agent === null) this.#waiting.set(task.id, task);
      else this.#agents.get(task.agent)?.put(task);
      return;
    }
    if (before !== undefined) this.remove(task.id);
    this.#known.set(task.id, task);
    if (task.agent === null) this.#waiting.set(task.id, task);
    else entry(this.#agents, task.agent, () => new AgentSum()).add(task);
    for (const sum of this.#sumsOf(task)) sum.add(task);
  }

  remove(id: string): void {
    const task = this.#known.get(id);
    if (task === undefined) return;
    this.#known.delete(id);
    this.#waiting.delete(id);
    if (task.agent !== null) {
      this.#agents.get(task.agent)?.take(task);
      if (this.#agents.get(task.agent)?.isEmpty === true) this.#agents.delete(task.agent);
    }
    for (const sum of this.#sumsOf(task)) sum.take(task);
    if (this.#frameworks.get(task.framework)?.isEmpty === true) this.#frameworks.delete(task.framework);
    for (const path of pathsOf(task)) if (this.#roles.get(path)?.isEmpty === true) this.#roles.delete(path);
  }

  onAgent(id: string): HeldOnAgent {
    return this.#agents.get(id) ?? noneOnAgent;
  }

  /** By the role and all below it. */
  inRole(path: string): Held {
    return this.#roles.get(path) ?? none;
  }

  ofFramework(id: string): Held {
    return this.#frameworks.get(id) ?? none;
  }

  get whole(): Held {
    return this.#whole;
  }

  /** What has no place yet, in no order. */
  waiting(): IterableIterator<TaskRecord> {
    return this.#waiting.values();
  }

  /** Groups that hold or want something. */
  groups(): string[] {
    return [...this.#roles.keys()].filter((path) => !path.includes('/'));
  }

  #sumsOf(task: TaskRecord): Sum[] {
    return [
      this.#whole,
      entry(this.#frameworks, task.framework, () => new Sum()),
      ...pathsOf(task).map((path) => entry(this.#roles, path, () => new Sum())),
    ];
  }
}

class Sum implements Held {
  resources = nothing;
  running = 0;
  waiting = 0;

  get isEmpty(): boolean {
    return this.running + this.waiting === 0;
  }

  add({ agent, resources }: TaskRecord): void {
    if (agent === null) this.waiting++;
    else {
      this.running++;
      this.resources = plus(this.resources, resources);
    }
  }

  take({ agent, resources }: TaskRecord): void {
    if (agent === null) this.waiting--;
    else {
      this.running--;
      this.resources = minus(this.resources, resources);
    }
  }
}

class AgentSum extends Sum implements HeldOnAgent {
  readonly tasks = new Map<string, TaskRecord>();
  readonly withPorts = new Map<string, TaskRecord>();
  readonly groups = new Map<string, Resources>();
  readonly #counts = new Map<string, number>();

  override add(task: TaskRecord): void {
    super.add(task);
    const group = groupOf(task.role);
    this.groups.set(group, plus(this.groups.get(group) ?? nothing, task.resources));
    this.#counts.set(group, (this.#counts.get(group) ?? 0) + 1);
    this.put(task);
  }

  override take(task: TaskRecord): void {
    super.take(task);
    const group = groupOf(task.role);
    const count = (this.#counts.get(group) ?? 0) - 1;
    if (count > 0) {
      this.groups.set(group, minus(this.groups.get(group) ?? nothing, task.resources));
      this.#counts.set(group, count);
    } else {
      this.groups.delete(group);
      this.#counts.delete(group);
    }
    this.tasks.delete(task.id);
    this.withPorts.delete(task.id);
  }

  /** The same amounts, as it is now. */
  put(task: TaskRecord): void {
    this.tasks.set(task.id, task);
    if (task.ports.length > 0) this.withPorts.set(task.id, task);
  }
}

const none: Held = new Sum();
const noneOnAgent: HeldOnAgent = new AgentSum();

/** The role and the group above it. */
function pathsOf({ role }: TaskRecord): string[] {
  const group = groupOf(role);
  return group === role ? [role] : [group, role];
}

function sameSums(a: TaskRecord, b: TaskRecord): boolean {
  return (
    a.agent === b.agent &&
    a.role === b.role &&
    a.framework === b.framework &&
    a.resources === b.resources &&
    a.ports === b.ports
  );
}

function entry<V>(map: Map<string, V>, key: string, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}
