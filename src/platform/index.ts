export { type Clock, systemClock } from './clock.ts';
export {
  BadSetting,
  type Loaded,
  loadSettings,
  type Settings,
  settings,
  showSettings,
  variableOf,
} from './config/index.ts';
export type { Context } from './context.ts';
export { builder } from './database/builder.ts';
export { type Command, ConstraintBroken, command, StaleBatch } from './database/command.ts';
export { type Database, openDatabase } from './database/database.ts';
export { NewerDatabase } from './database/migrate.ts';
export { type Migration, orderMigrations } from './database/migration.ts';
export type { Reader } from './database/reader.ts';
export { EventStream, type PlatformEvent, type StampedEvent } from './events.ts';
export type { AuditEntry } from './http/audit-entry.ts';
export { openApi } from './http/openapi.ts';
export { Answer, type Input, type Route, route } from './http/route.ts';
export { createServer } from './http/server.ts';
export type { ServerParts } from './http/server-parts.ts';
export { parser } from './http/validate.ts';
export type { Identity, Scope } from './identity.ts';
export { newId, newSecret } from './ids.ts';
export { createLog, type Logger, standardError } from './log.ts';
export { isUnsafe, type Operation, operation } from './operation.ts';
export { type Policies, type Policy, platformPolicies, type Verdict } from './policy.ts';
export { common, knownProblems, Problem, problems } from './problem.ts';
export { type ProcessFigure, processFigures } from './process-figures.ts';
export { Replica, type ReplicaChange, type ReplicaEntry } from './replica.ts';
export type { Foundation, Room } from './room.ts';
