/** A forward step of the schema. Numbers are unique over all rooms; a published step never changes. */
export interface Migration {
  readonly number: number;
  readonly name: string;
  readonly statements: readonly string[];
}

/** Orders the rooms' migrations and refuses two with one number. */
export function orderMigrations(groups: readonly (readonly Migration[])[]): readonly Migration[] {
  const all = groups.flat().toSorted((a, b) => a.number - b.number);
  for (const [i, migration] of all.entries()) {
    const before = all[i - 1];
    if (before && before.number === migration.number)
      throw new Error(`migrations "${before.name}" and "${migration.name}" both have number ${migration.number}`);
  }
  return all;
}
