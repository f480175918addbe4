import type { Compilable } from 'kysely';

/**
 * One write as data, for the writer thread. `expectRows` names what the use case relied on: when the statement
 * changes another number of rows, the whole batch is refused as stale.
 */
export interface Command {
  readonly sql: string;
  readonly parameters: readonly unknown[];
  readonly expectRows?: number;
}

/** Turns a query built with Kysely into a command. */
export function command(query: Compilable, expectRows?: number): Command {
  const { sql, parameters } = query.compile();
  return expectRows === undefined ? { sql, parameters } : { sql, parameters, expectRows };
}

/** The batch relied on something that has changed since it was read: read again, decide again. */
export class StaleBatch extends Error {
  override readonly name = 'StaleBatch';
}

/** The database refused a unique or foreign key; `constraint` is as SQLite names it: `table.column, table.column`. */
export class ConstraintBroken extends Error {
  override readonly name = 'ConstraintBroken';
  readonly constraint: string;
  constructor(constraint: string) {
    super(`constraint broken: ${constraint}`);
    this.constraint = constraint;
  }
}
