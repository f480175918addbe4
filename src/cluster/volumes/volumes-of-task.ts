import type { ClusterParts } from '../cluster-parts.ts';
import type { TaskVolume as Asked } from '../contract.ts';
import { clusterProblems } from '../problems.ts';
import { isBelow } from '../rules/state/reserved-rooms.ts';
import type { VolumeRecord } from '../store/volumes.ts';
import type { HeldVolume } from '../tasks/task-record.ts';

/** What a task is to find of the volumes that it names, and the agent that has them. */
export interface VolumesOfTask {
  readonly agent: string;
  readonly volumes: readonly HeldVolume[];
}

/** @param role  of the task; undefined: it names none */
export function volumesOfTask(
  parts: ClusterParts,
  role: string,
  asked: readonly Asked[] | undefined,
): VolumesOfTask | undefined {
  if (asked === undefined || asked.length === 0) return undefined;
  const all = asked.map(({ volume, path, readOnly }, index) => {
    const record = named(parts, role, volume, `volumes.${index}.volume`);
    return { record, held: held(record, path ?? record.path, readOnly) };
  });
  const [first] = all;
  const agents = new Set(all.map(({ record }) => record.agent));
  if (first === undefined || agents.size > 1)
    throw clusterProblems['volumes-apart']({
      field: 'volumes',
      detail: `They are on ${[...agents].join(' and ')}; a task runs on one agent.`,
    });
  const paths = all.map((one) => one.held.path);
  const twice = paths.find((path, index) => paths.indexOf(path) !== index);
  if (twice !== undefined || new Set(all.map(({ record }) => record.id)).size < all.length)
    throw clusterProblems['volumes-apart']({
      field: 'volumes',
      detail: twice === undefined ? 'One is named twice.' : `Two are to be found at "${twice}".`,
    });
  return { agent: first.record.agent, volumes: all.map((one) => one.held) };
}

export function held({ id, name, disk, files, role }: VolumeRecord, path: string, readOnly: boolean): HeldVolume {
  const [group = '', account] = role.split('/');
  return { id, name, path, disk, files, group: account === undefined ? group : null, readOnly };
}

/** Whether tasks of a role may use it. */
export function isUsable(role: string, volume: VolumeRecord): boolean {
  return !volume.leaving && isBelow(role, volume.role);
}

/** By its id, or by its name where the role has one of that name only. */
function named({ volumes }: ClusterParts, role: string, text: string, field: string): VolumeRecord {
  const usable = [...volumes.all()].filter((one) => isUsable(role, one));
  const found = usable.filter(({ id }) => id === text);
  const matches = found.length > 0 ? found : usable.filter(({ name }) => name === text);
  const [first, another] = matches;
  if (first === undefined)
    throw clusterProblems['volume-not-found']({ field, detail: `${role} has no volume "${text}".` });
  if (another !== undefined) {
    const ids = matches.map(({ id, agent }) => `${id} on ${agent}`).join(', ');
    throw clusterProblems['volume-not-found']({
      field,
      detail: `Several are called "${text}", name one by id: ${ids}.`,
    });
  }
  return first;
}
