import type { DatabaseSync } from 'node:sqlite';
import type { Migration } from './migration.ts';

/** The database was written by a newer release: this one refuses to touch it. */
export class NewerDatabase extends Error {
  override readonly name = 'NewerDatabase';
}

/**
 * Brings the schema up to date, one transaction for each step.
 *
 * @throws NewerDatabase when the database has steps that this release does not know
 */
export function migrate(sqlite: DatabaseSync, migrations: readonly Migration[]): readonly Migration[] {
  sqlite.exec(
    'create table if not exists migration (number integer primary key, name text not null, at integer not null) strict',
  );
  const done = new Set(
    sqlite
      .prepare('select number from migration')
      .all()
      .map((row) => Number(row.number)),
  );
  const known = new Set(migrations.map((migration) => migration.number));
  const unknown = [...done].filter((number) => !known.has(number));
  if (unknown.length > 0)
    throw new NewerDatabase(
      `the database holds schema step ${Math.max(...unknown)}, which this release does not know: ` +
        'it was written by a newer release. Start that release, or restore a backup made with this one.',
    );
  const missing = migrations.filter((migration) => !done.has(migration.number));
  for (const migration of missing) {
    sqlite.exec('begin immediate');
    for (const statement of migration.statements) sqlite.exec(statement);
    sqlite
      .prepare('insert into migration (number, name, at) values (?, ?, ?)')
      .run(migration.number, migration.name, Date.now());
    sqlite.exec('commit');
  }
  return missing;
}
