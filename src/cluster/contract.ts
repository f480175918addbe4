/*
 * The cluster as people, pages and the command line see it. Errors that every operation can answer with (not signed in,
 * not allowed, not of the expected form, …) are not listed. Everybody sees what concerns them, administrators all: the
 * tasks of others do not exist for others (404), and roles of groups that the caller is not in are `null`, together.
 */
export * from './contract/agents.ts';
export * from './contract/checks.ts';
export * from './contract/frameworks.ts';
export * from './contract/overview.ts';
export * from './contract/reservations.ts';
export * from './contract/roles.ts';
export {
  Constraint,
  limitedNames,
  Measured,
  PriorityClass,
  ResourceName,
  Resources,
  resourceNames,
  Sentence,
  SomeResources,
} from './contract/shapes.ts';
export * from './contract/task.ts';
export * from './contract/task-output.ts';
export * from './contract/tasks.ts';
export * from './contract/volumes.ts';
export * from './contract/why.ts';
