import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { decode } from '../rules/column-type.ts';
import { missingTable } from '../rules/query-error.ts';
import type { CellContext } from './cell-context.ts';
import { readSidecar, type Sidecar } from './results/sidecar.ts';
import { quoteName, quoteText } from './sql-text.ts';

/**
 * Results of the notebook that a statement reads by their names, as Python does. A name is looked up where DuckDB finds
 * no table of that name, so tables win, and stands for the result during this statement alone.
 */
export class NamedResults {
  readonly #context: CellContext;
  readonly #connection: DuckDBConnection;
  readonly #given: string[] = [];

  constructor(context: CellContext, connection: DuckDBConnection) {
    this.#context = context;
    this.#connection = connection;
  }

  /** Whether the statement that failed with `error` may be tried again: what it lacked is there now. */
  async giveFor(error: unknown): Promise<boolean> {
    const name = missingTable(error instanceof Error ? error.message : '');
    if (name === undefined || this.#given.includes(name)) return false;
    const { engine, metadata, notebook } = this.#context;
    const known = { ...engine.results.names(metadata.stoa?.notebook ?? notebook), ...metadata.stoa?.results };
    const id = known[name] ?? Object.entries(known).find(([one]) => one.toLowerCase() === name.toLowerCase())?.[1];
    if (id === undefined) return false;
    const folder = engine.results.folderOf(id);
    const sidecar = await readSidecar(folder).catch(() => {
      throw new Error(`The result ${name} is no longer stored. Run its cell again.`, { cause: error });
    });
    await this.#connection.run(`CREATE TEMP VIEW ${quoteName(name)} AS ${selectResult(folder, sidecar)}`);
    this.#given.push(name);
    return true;
  }

  /** A table that somebody makes later under the same name is not hidden by a view of ours. */
  async takeBack(): Promise<void> {
    // Whoever rolled back has taken it back already.
    for (const name of this.#given.splice(0))
      await this.#connection.run(`DROP VIEW IF EXISTS temp.${quoteName(name)}`).catch(() => undefined);
  }
}

/** All rows of a stored result, in the query's types. Of columns with one name the later ones are numbered. */
function selectResult(folder: string, { columns, parts }: Pick<Sidecar, 'columns' | 'parts'>): string {
  const names = new Set<string>();
  const selected = columns.map(({ name, tree, type }, at) => {
    let own = name;
    for (let count = 1; names.has(own.toLowerCase()); count++) own = `${name}_${count}`;
    names.add(own.toLowerCase());
    const value = parts.length === 0 ? `CAST(NULL AS ${type})` : decode(tree, `c${at}`);
    return `${value} AS ${quoteName(own)}`;
  });
  const files = parts.map(({ file }) => quoteText(join(folder, file)));
  const source = parts.length === 0 ? 'LIMIT 0' : `FROM read_parquet([${files.join(', ')}])`;
  return `SELECT ${selected.join(', ')} ${source}`;
}
