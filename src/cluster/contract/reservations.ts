import Type from 'typebox';
import { operation } from '../../platform/operation.ts';
import { AccountName, AgentId, Resources, RolePath, SomeResources, Time } from './shapes.ts';

/** A part of an agent that only a role and those below it may use. It counts for nobody until a task stands in it. */
export const Reservation = Type.Object({
  id: Type.String({ pattern: '^[a-z0-9-]{1,64}$' }),
  agent: AgentId,
  role: RolePath,
  resources: Type.Object({ ...Resources.properties }, { description: 'what is kept' }),
  used: Type.Object({ ...Resources.properties }, { description: 'of it, by tasks of the role and by volumes' }),
  since: Time,
  madeBy: Type.Union([AccountName, Type.Null()], { description: 'null: somebody whom the caller may not know' }),
  labels: Type.Array(Type.Object({ key: Type.String(), value: Type.String() })),
});
export type Reservation = Type.Static<typeof Reservation>;

const label = Type.Object({
  key: Type.String({ minLength: 1, maxLength: 200 }),
  value: Type.String({ maxLength: 1000 }),
});

export const listReservations = operation({
  method: 'GET',
  path: '/api/reservations',
  summary: 'List what is reserved on agents for roles that the caller knows',
  policy: 'see the cluster',
  reply: Type.Object({ items: Type.Array(Reservation) }),
  errors: [],
});

export const reserve = operation({
  method: 'POST',
  path: '/api/reservations',
  summary: 'Keep a part of an agent, of what is free there, for a role and those below it',
  policy: 'operate the cluster',
  status: 201,
  body: Type.Object(
    {
      agent: AgentId,
      role: RolePath,
      resources: SomeResources,
      labels: Type.Array(label, { maxItems: 50, default: [] }),
    },
    { additionalProperties: false },
  ),
  reply: Reservation,
  errors: ['agent-not-found', 'role-not-found', 'nothing-reserved', 'not-free'],
});

export const resizeReservation = operation({
  method: 'PATCH',
  path: '/api/reservations/:reservationId',
  summary: 'Reserve more, of what is free on the agent, or less',
  policy: 'operate the cluster',
  params: Type.Object({ reservationId: Reservation.properties.id }),
  body: Type.Object({ resources: SomeResources }, { additionalProperties: false }),
  reply: Reservation,
  errors: ['reservation-not-found', 'nothing-reserved', 'not-free', 'volumes-in-reservation'],
});

export const unreserve = operation({
  method: 'DELETE',
  path: '/api/reservations/:reservationId',
  summary: 'Give back what was reserved; what runs in it goes on',
  policy: 'operate the cluster',
  params: Type.Object({ reservationId: Reservation.properties.id }),
  reply: Type.Null(),
  errors: ['reservation-not-found', 'volumes-in-reservation'],
});
