export type { LauncherParts } from './launcher.ts';
export type { Directory, LauncherOptions } from './ports.ts';
export { sandboxOf } from './rules/task-spec.ts';
export { workspaceMigrations } from './store.ts';
export { type Revocation, type WorkspaceRoom, workspaceRoom } from './workspace-room.ts';
