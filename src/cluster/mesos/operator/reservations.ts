import type { Reservation } from '../../contract.ts';
import type { ReservedShare } from '../../framework-port.ts';
import { isNothing, least, minus, nothing, type Resources, resourceKinds } from '../../rules/resources.ts';
import { counted } from '../../rules/role-views.ts';
import { toldReserved } from '../../rules/say/kinds.ts';
import type { Read } from '../codec/schema.ts';
import type { Asked } from '../http/asked.ts';
import { Refusal } from '../http/refusal.ts';
import type { Resource } from '../messages/values.ts';
import type { MesosParts } from '../parts.ts';
import { fromMesosResources } from '../translate/resources.ts';

type Given = readonly Read<typeof Resource>[];

/** Reserves what is named: for one role in a call. @throws Refusal */
export async function reserve(parts: MesosParts, asked: Asked, agent: string, given: Given): Promise<void> {
  const { role, labels, resources } = oneReservation(asked, given);
  await parts.operate(asked, 'POST', '/api/reservations', { agent, role, labels, resources: toldReserved(resources) });
}

/** Gives back what is named of what the caller has reserved for the role. @throws Refusal */
export async function unreserve(parts: MesosParts, asked: Asked, agent: string, given: Given): Promise<void> {
  const one = oneReservation(asked, given);
  const { items } = (await parts.operate(asked, 'GET', '/api/reservations')) as { items: Reservation[] };
  const labels = JSON.stringify(one.labels);
  let rest = one.resources;
  const changes = items
    .filter((each) => each.agent === agent && each.role === one.role && each.madeBy === one.principal)
    .filter((each) => JSON.stringify(each.labels) === labels)
    .flatMap(({ id, resources }) => {
      const all: Resources = { ...nothing, ...counted(resources) };
      const part = least(rest, all);
      rest = minus(rest, part);
      return isNothing(part) ? [] : [{ id, left: minus(all, part) }];
    });
  if (!isNothing(rest))
    throw new Refusal(409, `Invalid UNRESERVE Operation: so much is not reserved for role '${one.role}' on the agent`);
  for (const { id, left } of changes) {
    if (isNothing(left)) await parts.operate(asked, 'DELETE', `/api/reservations/${id}`);
    else await parts.operate(asked, 'PATCH', `/api/reservations/${id}`, { resources: toldReserved(left) });
  }
}

function oneReservation(asked: Asked, given: Given): ReservedShare & { readonly principal: string } {
  const read = fromMesosResources(given);
  if ('problem' in read) throw new Refusal(400, `Invalid Operation: ${read.problem}`);
  const [one, another] = read.reserved;
  const amount = one?.resources;
  if (one === undefined || amount === undefined || another !== undefined)
    throw new Refusal(400, 'Invalid Operation: resources are named of one reservation, with its role');
  if (resourceKinds.some((kind) => read.share.resources[kind] > amount[kind]))
    throw new Refusal(400, 'Invalid Operation: some of the resources are not reserved');
  const { account } = asked.who;
  if (one.principal !== null && one.principal !== account)
    throw new Refusal(
      400,
      `Invalid Operation: the reserved resource's principal '${one.principal}' is not the caller '${account}'`,
    );
  return { ...one, principal: account };
}
