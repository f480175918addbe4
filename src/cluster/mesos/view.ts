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
import { nothing, plus } from '../rules/resources.ts';
import { isBelow } from '../rules/state/reserved-rooms.ts';

/** What somebody may see of the cluster: its agents; frameworks, tasks and roles of its own, or all as an administrator. */
export interface View {
  readonly agents: readonly AgentRecord[];
  readonly frameworks: readonly KnownFramework[];
  readonly tasks: readonly TaskRecord[];
  readonly executors: readonly ExecutorRecord[];
  readonly roles: readonly RoleRecord[];
}

export function viewOf(core: ClusterCore, { account, administrator }: Identity, roles: readonly string[]): View {
  const own = (each: { readonly account: string }) => administrator || each.account === account;
  return {
    agents: core.agents().map((agent) => (administrator ? agent : withOwn(agent, roles))),
    frameworks: core.frameworks().filter(own),
    tasks: core.tasks().filter(own),
    executors: core.executors.all().filter(own),
    roles: core.roles().filter(({ path }) => administrator || roles.includes(path)),
  };
}

/** What is kept for roles of others is nobody's business: it is in the sum, without a name. */
function withOwn(agent: AgentRecord, roles: readonly string[]): AgentRecord {
  const own = (one: { readonly role: string }) => roles.some((role) => isBelow(role, one.role));
  return { ...agent, reserved: agent.reserved.filter(own), volumes: agent.volumes.filter(own) };
}

/** What the tasks that have not ended hold together, and the executors that run them. */
export function heldBy(tasks: readonly TaskRecord[], executors: readonly ExecutorRecord[]): Share {
  let held: Share = { resources: nothing, ports: [] };
  const running = tasks.filter(({ ended }) => !ended);
  for (const { share } of [...running, ...executors])
    held = { resources: plus(held.resources, share.resources), ports: tidy([...held.ports, ...share.ports]) };
  return held;
}
