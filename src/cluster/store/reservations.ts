import { builder, type Command, command, type Reader } from '../../platform/index.ts';
import { nothing, type Resources } from '../rules/resources.ts';
import type { Tables } from './migrations.ts';

/** What is kept of an agent for a role and those below it. */
export interface ReservationRecord {
  readonly id: string;
  readonly agent: string;
  /** `group` or `group/account`. */
  readonly role: string;
  readonly resources: Resources;
  /** The account that made it. */
  readonly madeBy: string;
  /** Milliseconds since 1970. */
  readonly since: number;
  readonly labels: readonly { readonly key: string; readonly value: string }[];
}

const write = builder<Tables>();

export async function allReservations(read: Reader): Promise<ReservationRecord[]> {
  const rows = await read.withTables<Tables>().selectFrom('cluster_reservation').selectAll().orderBy('id').execute();
  return rows.map(({ id, agent, role, resources, made_by, since, labels }) => ({
    ...{ id, agent, role, since, madeBy: made_by },
    ...{ resources: { ...nothing, ...JSON.parse(resources) }, labels: JSON.parse(labels) },
  }));
}

export function insertReservation({ madeBy, resources, labels, ...same }: ReservationRecord): Command {
  const row = { ...same, made_by: madeBy, resources: JSON.stringify(resources), labels: JSON.stringify(labels) };
  return command(write.insertInto('cluster_reservation').values(row), 1);
}

/** Of the same one, another amount; stale when it is gone. */
export function resizeReservation(id: string, resources: Resources): Command {
  const row = { resources: JSON.stringify(resources) };
  return command(write.updateTable('cluster_reservation').set(row).where('id', '=', id), 1);
}

/** Stale when it is gone already. */
export function deleteReservation(id: string): Command {
  return command(write.deleteFrom('cluster_reservation').where('id', '=', id), 1);
}

export function deleteReservationsOn(agent: string): Command {
  return command(write.deleteFrom('cluster_reservation').where('agent', '=', agent));
}
