import type { Context } from '../../platform/index.ts';
import type { ReplyOf } from '../../platform/operation.ts';
import type { ClusterParts } from '../cluster-parts.ts';
import type { listVolumes as list, Volume } from '../contract.ts';
import type { Viewer } from '../show-task.ts';
import type { VolumeRecord } from '../store/volumes.ts';
import { viewerOf } from '../viewer.ts';

/** Whether somebody may use what belongs to the role: it is of the account itself, or of a group that it is in. */
export function mayHave({ account, administrator, groups }: Viewer, role: string): boolean {
  const [group = '', of] = role.split('/');
  return administrator || (of === undefined ? groups.includes(group) : of === account);
}

export async function listVolumes(ctx: Context, parts: ClusterParts): Promise<ReplyOf<typeof list>> {
  const viewer = await viewerOf(ctx, parts);
  const seen = [...parts.volumes.all()].filter(({ role }) => mayHave(viewer, role));
  return { items: seen.map((record) => showVolume(parts, record, viewer)) };
}

export function showVolume({ volumes }: ClusterParts, record: VolumeRecord, viewer: Viewer): Volume {
  const { id, agent, role, name, path, disk, files, madeBy, since, leaving } = record;
  const known = (account: string) => viewer.administrator || viewer.account === account;
  const task = volumes.userOf(id) ?? null;
  return {
    ...{ id, agent, role, name, path, disk, files, since, leaving },
    madeBy: known(madeBy) ? madeBy : null,
    task,
  };
}
