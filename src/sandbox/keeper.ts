import type { GroupFolder, Tenant } from './task.ts';

/** Who makes and mounts the homes of a host: the agent itself, or another one there. */
export interface Keeper {
  /** Makes the group's shared folder, once. */
  ensureGroup(group: GroupFolder): Promise<void>;
  /** Makes the home, once; a launch does it too. */
  ensureHome(tenant: Tenant, limits: { diskBytes: number; files: number }): Promise<void>;
}
