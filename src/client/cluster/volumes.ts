import { createVolume, destroyVolume, listVolumes, type Volume } from '../../cluster/contract.ts';
import { amountText } from '../../cluster/words.ts';
import { call } from '../call.ts';
import type { Connection } from '../connection.ts';
import { tableText } from './table-text.ts';

export interface VolumeOptions {
  /** Bytes. */
  readonly disk: number;
  readonly files?: number;
  readonly role?: string;
  readonly agent?: string;
}

export async function volumeList(to: Connection): Promise<string> {
  const { items } = await call(to, listVolumes);
  return items.length === 0 ? 'There are no volumes.\n' : tableText(heads, items.map(row));
}

export async function makeVolume(to: Connection, name: string, { disk, ...more }: VolumeOptions): Promise<string> {
  const made = await call(to, createVolume, { body: { name, disk: Math.round(disk), ...more } });
  return tableText(heads, [row(made)]);
}

export async function removeVolume(to: Connection, volumeId: string): Promise<string> {
  await call(to, destroyVolume, { params: { volumeId } });
  return `${volumeId} is removed.\n`;
}

const heads = ['ID', 'NAME', 'AGENT', 'ROLE', 'DISK', 'FILES', 'TASK'];

function row({ id, name, agent, role, disk, files, task, leaving }: Volume): string[] {
  return [id, name, agent, role, amountText('disk', disk), String(files), leaving ? 'being removed' : (task ?? '')];
}
