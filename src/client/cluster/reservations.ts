import { listReservations, type Reservation, reserve, type SomeResources, unreserve } from '../../cluster/contract.ts';
import { sizeText } from '../../cluster/words.ts';
import { call } from '../call.ts';
import type { Connection } from '../connection.ts';
import { tableText } from './table-text.ts';

export async function reservationList(to: Connection): Promise<string> {
  const { items } = await call(to, listReservations);
  return items.length === 0 ? 'Nothing is reserved.\n' : tableText(heads, items.map(row));
}

export async function reserveOn(
  to: Connection,
  agent: string,
  role: string,
  resources: SomeResources,
): Promise<string> {
  const made = await call(to, reserve, { body: { agent, role, resources, labels: [] } });
  return tableText(heads, [row(made)]);
}

export async function giveBack(to: Connection, reservationId: string): Promise<string> {
  await call(to, unreserve, { params: { reservationId } });
  return `${reservationId} is given back; what runs in it goes on.\n`;
}

const heads = ['ID', 'AGENT', 'ROLE', 'RESERVED', 'USED'];

function row({ id, agent, role, resources, used }: Reservation): string[] {
  return [id, agent, role, sizeText(resources), sizeText(used)];
}
