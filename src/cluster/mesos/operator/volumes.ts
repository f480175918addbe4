import type { Volume } from '../../contract.ts';
import type { VolumeShare } from '../../framework-port.ts';
import type { Read } from '../codec/schema.ts';
import type { Asked } from '../http/asked.ts';
import { Refusal } from '../http/refusal.ts';
import type { Resource } from '../messages/values.ts';
import type { MesosParts } from '../parts.ts';
import { onlyVolumes } from '../translate/volumes.ts';

type Given = readonly Read<typeof Resource>[];

/** Makes what is named out of what is reserved for its role. @throws Refusal */
export async function createVolumes(parts: MesosParts, asked: Asked, agent: string, given: Given): Promise<void> {
  for (const { name, role, path, disk } of named(asked, given))
    await parts.operate(asked, 'POST', '/api/volumes', { agent, role, name, path, disk });
}

/** Removes them with all that is in them. @throws Refusal */
export async function destroyVolumes(parts: MesosParts, asked: Asked, agent: string, given: Given): Promise<void> {
  const { items } = (await parts.operate(asked, 'GET', '/api/volumes')) as { items: Volume[] };
  const found = named(asked, given).map(({ name, role }) => {
    const volume = items.find((one) => one.agent === agent && one.role === role && one.name === name);
    if (volume === undefined)
      throw new Refusal(409, `Invalid DESTROY Operation: there is no persistent volume '${name}' of '${role}' there`);
    return volume;
  });
  for (const { id } of found) await parts.operate(asked, 'DELETE', `/api/volumes/${id}`);
}

function named({ who }: Asked, given: Given): readonly VolumeShare[] {
  const read = onlyVolumes(given);
  if ('problem' in read) throw new Refusal(400, `Invalid Operation: ${read.problem}`);
  const foreign = read.volumes.find(({ principal }) => principal !== null && principal !== who.account);
  if (foreign !== undefined && !who.administrator)
    throw new Refusal(400, `Invalid Operation: '${foreign.name}' has the principal '${foreign.principal}'`);
  return read.volumes;
}
