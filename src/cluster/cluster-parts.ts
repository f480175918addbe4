import type { Foundation } from '../platform/index.ts';
import type { AgentPort } from '../sandbox/index.ts';
import type { Agents } from './agents/agents.ts';
import type { Allocator } from './allocator/allocator.ts';
import type { Standings } from './allocator/standings.ts';
import type { FrameworkDesk } from './frameworks/desk.ts';
import type { Measures } from './measure/measures.ts';
import type { Places } from './places/places.ts';
import type { ClusterOptions, Directory } from './ports.ts';
import type { Reservations } from './reservations/reservations.ts';
import type { Roles } from './roles/roles.ts';
import type { Holdings } from './tasks/holdings.ts';
import type { LiveTasks } from './tasks/live-tasks.ts';
import type { RecentPreemptions } from './tasks/recent-preemptions.ts';
import type { TaskRecord } from './tasks/task-record.ts';
import type { Volumes } from './volumes/volumes.ts';

/** What the use cases of this room work with. */
export interface ClusterParts {
  readonly foundation: Foundation;
  readonly options: ClusterOptions;
  /** This control, in milliseconds since 1970. */
  readonly startedAt: number;
  readonly directory: Directory;
  /** To the agent of that name. @throws AgentError `agent-unreachable` when there is none of it any more */
  agentPort(id: string): AgentPort;
  readonly allocator: Allocator;
  readonly tasks: LiveTasks;
  /** Of tasks and places together. */
  readonly holdings: Holdings;
  readonly roles: Roles;
  readonly agents: Agents;
  readonly reservations: Reservations;
  readonly volumes: Volumes;
  readonly standings: Standings;
  readonly places: Places;
  readonly frameworks: FrameworkDesk;
  readonly preemptions: RecentPreemptions;
  readonly measures: Measures;
}

/** Everything that has a place or waits for one: tasks, and what other rooms run. */
export function everything({ tasks, places }: Pick<ClusterParts, 'tasks' | 'places'>): TaskRecord[] {
  return [...tasks.all(), ...places.all()];
}
