import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { Kysely, SqliteDialect } from 'kysely';

/** A view of the database: `reader.withTables<MyTables>()` gives a room's own tables their types. */
export type Reader = Kysely<Record<never, never>>;

/** Opens a read-only connection. Statements run at once on the calling thread (they take microseconds). */
export function openReader(file: string): { reader: Reader; close(): void } {
  const sqlite = new DatabaseSync(file, { readOnly: true, timeout: 5_000 });
  const reader: Reader = new Kysely({ dialect: new SqliteDialect({ database: asDialectDatabase(sqlite) }) });
  return { reader, close: () => sqlite.close() };
}

/** node:sqlite in the shape that Kysely's SQLite dialect expects. */
function asDialectDatabase(sqlite: DatabaseSync) {
  return {
    close: () => sqlite.close(),
    prepare(sql: string) {
      const statement = sqlite.prepare(sql);
      return {
        reader: statement.columns().length > 0,
        all: (parameters: readonly unknown[]) => statement.all(...(parameters as SQLInputValue[])),
        run: (parameters: readonly unknown[]) => statement.run(...(parameters as SQLInputValue[])),
        iterate: (parameters: readonly unknown[]) =>
          statement.iterate(...(parameters as SQLInputValue[])) as IterableIterator<unknown>,
      };
    },
  };
}
