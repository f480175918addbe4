import type { Foundation } from '../platform/index.ts';
import type { AgentPort } from '../sandbox/index.ts';
import type { Agents } from './agents/agents.ts';
import type { Allocator } from './allocator/allocator.ts';
import type { Standings } from './allocator/standings.ts';
import type { FrameworkDesk } from './frameworks/desk.ts';
import type { Measures } from './measure/measures.ts';
import type { ClusterOptions, Directory } from './ports.ts';
import type { Roles } from './roles/roles.ts';
import type { LiveTasks } from './tasks/live-tasks.ts';
import type { RecentPreemptions } from './tasks/recent-preemptions.ts';

/** What the use cases of this room work with. */
export interface ClusterParts {
  readonly foundation: Foundation;
  readonly options: ClusterOptions;
  readonly directory: Directory;
  readonly agent: AgentPort;
  readonly allocator: Allocator;
  readonly tasks: LiveTasks;
  readonly roles: Roles;
  readonly agents: Agents;
  readonly standings: Standings;
  readonly frameworks: FrameworkDesk;
  readonly preemptions: RecentPreemptions;
  readonly measures: Measures;
}
