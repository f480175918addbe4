import { builder, type Command, command, type Reader } from '../../platform/index.ts';
import type { Tables } from './migrations.ts';

/** A disk of an agent that belongs to a role and stays when the tasks that use it are over. */
export interface VolumeRecord {
  readonly id: string;
  readonly agent: string;
  /** `group` or `group/account`. */
  readonly role: string;
  /** Unique for the role on its agent. */
  readonly name: string;
  /** Where a task finds it in its folder, when it does not say. */
  readonly path: string;
  /** Bytes, and files and folders. */
  readonly disk: number;
  readonly files: number;
  /** Id of the reservation that its bytes are of. */
  readonly reservation: string;
  /** The account that made it. */
  readonly madeBy: string;
  /** Milliseconds since 1970. */
  readonly since: number;
  /** It is to be removed, and its agent has not said that it is. */
  readonly leaving: boolean;
}

const write = builder<Tables>();

export async function allVolumes(read: Reader): Promise<VolumeRecord[]> {
  const rows = await read.withTables<Tables>().selectFrom('cluster_volume').selectAll().orderBy('id').execute();
  return rows.map(({ made_by, leaving, ...same }) => ({ ...same, madeBy: made_by, leaving: leaving === 1 }));
}

/** Breaks a constraint where the role has one of this name on the agent. */
export function insertVolume({ madeBy, leaving, ...same }: VolumeRecord): Command {
  const row = { ...same, made_by: madeBy, leaving: leaving ? (1 as const) : (0 as const) };
  return command(write.insertInto('cluster_volume').values(row), 1);
}

/** Stale when it is gone. */
export function markLeaving(id: string): Command {
  return command(write.updateTable('cluster_volume').set({ leaving: 1 }).where('id', '=', id), 1);
}

/** Stale when it is gone already. */
export function deleteVolume(id: string): Command {
  return command(write.deleteFrom('cluster_volume').where('id', '=', id), 1);
}

export function deleteVolumesOn(agent: string): Command {
  return command(write.deleteFrom('cluster_volume').where('agent', '=', agent));
}
