import Type from 'typebox';
import { operation } from '../../platform/operation.ts';
import { volumeName, volumePath } from '../rules/volume-names.ts';
import { AccountName, AgentId, RolePath, TaskId, Time } from './shapes.ts';

export const VolumeId = Type.String({ pattern: '^[a-z0-9-]{1,48}$', description: 'given by the platform' });
export const VolumeName = Type.String({
  pattern: volumeName,
  description: 'unique for the role on an agent',
});
export const VolumePath = Type.String({
  pattern: volumePath,
  description: 'in the folder of the task, where a link leads to it',
});
const bytes = Type.Integer({ minimum: 2 ** 20, maximum: 1e18, description: 'bytes' });
const files = Type.Integer({ minimum: 100, maximum: 4e9, description: 'files and folders' });

/** A disk of an agent that stays when the tasks that use it are over; one task at a time has it. */
export const Volume = Type.Object({
  id: VolumeId,
  name: VolumeName,
  agent: AgentId,
  role: RolePath,
  path: Type.String({ description: 'where a task finds it in its folder, when it does not say' }),
  disk: bytes,
  files,
  since: Time,
  madeBy: Type.Union([AccountName, Type.Null()], { description: 'null: somebody whom the caller may not know' }),
  task: Type.Union([TaskId, Type.Null()], { description: 'that has it, or waits with it' }),
  leaving: Type.Boolean({ description: 'it is being removed' }),
});
export type Volume = Type.Static<typeof Volume>;

export const listVolumes = operation({
  method: 'GET',
  path: '/api/volumes',
  summary: 'List volumes of the own role and of the own groups; all for an administrator',
  policy: 'see the cluster',
  reply: Type.Object({ items: Type.Array(Volume) }),
  errors: [],
});

export const createVolume = operation({
  method: 'POST',
  path: '/api/volumes',
  summary: 'Make a volume out of disk that is reserved for the role, or for one above it',
  policy: 'use the cluster',
  status: 201,
  body: Type.Object(
    {
      name: VolumeName,
      disk: bytes,
      files: Type.Optional(Type.Integer({ ...files, description: 'one for each 16 KiB otherwise' })),
      role: Type.Optional(Type.String({ ...RolePath, description: 'the own role of the primary group otherwise' })),
      agent: Type.Optional(AgentId),
      path: Type.Optional(VolumePath),
    },
    { additionalProperties: false },
  ),
  reply: Volume,
  errors: [
    ...['role-not-allowed', 'role-not-found', 'agent-not-found'],
    ...['no-room-for-volume', 'volume-exists', 'too-many-volumes'],
  ],
});

export const destroyVolume = operation({
  method: 'DELETE',
  path: '/api/volumes/:volumeId',
  summary: 'Remove a volume with all that is in it; its bytes go back to the reservation',
  policy: 'use the cluster',
  params: Type.Object({ volumeId: VolumeId }),
  reply: Type.Null(),
  errors: ['volume-not-found', 'volume-in-use'],
});
