import { readdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { tokenize } from '../rules/statements.ts';
import type { Json } from './jupyter/message.ts';
import { readSidecar } from './results/sidecar.ts';
import type { Session } from './session.ts';
import { quoteText } from './sql-text.ts';

interface Candidate {
  readonly text: string;
  readonly type: string;
}

/** What the cell can name beside what is in the database. */
export interface Around {
  /** Where relative paths begin. */
  readonly cwd: string;
  /** Ids of the notebook's stored results by name. */
  readonly results: Readonly<Record<string, string>>;
  /** A stored result's folder. */
  readonly folderOf: (id: string) => string;
}

const mostCandidates = 200;

/**
 * The `complete_reply` for a cursor in a cell: files inside a quoted text, otherwise columns, tables, functions and
 * keywords.
 *
 * @param cursor  in code points, as the protocol counts
 */
export async function completeAt(session: Session, code: string, cursor: number, around: Around): Promise<Json> {
  const before = [...code].slice(0, cursor).join('');
  const last = tokenize(before).tokens.at(-1);
  const inText = last && !last.closed && last.kind === 'text' && before.charAt(last.start) === "'";
  const start = inText ? last.start + 1 : before.search(/[\p{L}\p{N}_]*$/u);
  const typed = before.slice(start);
  const found = inText ? await files(typed, around.cwd) : await names(session, code, before, typed, around);
  const matches = [...new Map(found.map((candidate) => [candidate.text, candidate])).values()].slice(0, mostCandidates);
  const [from, to] = [[...before.slice(0, start)].length, cursor];
  return {
    status: 'ok',
    matches: matches.map(({ text }) => text),
    cursor_start: from,
    cursor_end: to,
    metadata: {
      _jupyter_types_experimental: matches.map(({ text, type }) => ({ text, type, start: from, end: to })),
    },
  };
}

async function files(typed: string, cwd: string): Promise<Candidate[]> {
  const folder = typed.endsWith('/') ? typed : typed.includes('/') ? `${dirname(typed)}/` : '';
  const prefix = typed.slice(folder.length);
  const entries = await readdir(resolve(cwd, folder.replace(/^~(?=\/)/, process.env.HOME ?? '~')), {
    withFileTypes: true,
  }).catch(() => []);
  return entries
    .filter(({ name }) => name.startsWith(prefix) && (prefix.startsWith('.') || !name.startsWith('.')))
    .map((entry) => ({
      text: `${join(folder, entry.name)}${entry.isDirectory() ? '/' : ''}`,
      type: entry.isDirectory() ? 'folder' : 'file',
    }))
    .sort((a, b) => (a.text < b.text ? -1 : 1));
}

async function names(
  session: Session,
  code: string,
  before: string,
  typed: string,
  around: Around,
): Promise<Candidate[]> {
  const connection = await session.lookupConnection();
  const ask = async (sql: string): Promise<string[][]> => {
    const found = await connection.run(sql).then(
      (result) => result.getRowsJson(),
      () => [],
    );
    return found.map((row) => row.map(String));
  };
  const pattern = quoteText(`${typed.toLowerCase()}%`);
  const columns = await ask(
    `SELECT DISTINCT column_name, table_name FROM duckdb_columns() WHERE NOT internal AND lower(column_name) LIKE ${pattern} ESCAPE '\\' LIMIT 500`,
  );
  const tables = await ask(
    `SELECT DISTINCT table_name FROM (SELECT table_name FROM duckdb_tables() UNION ALL SELECT view_name FROM duckdb_views() WHERE NOT internal) WHERE lower(table_name) LIKE ${pattern} LIMIT 200`,
  );
  const suggested = await ask(`SELECT suggestion FROM sql_auto_complete(${quoteText(before)}) LIMIT 100`);
  const functions =
    typed === ''
      ? []
      : await ask(
          `SELECT DISTINCT function_name FROM duckdb_functions() WHERE function_name LIKE ${pattern} AND regexp_matches(function_name, '^[a-z_]') ORDER BY 1 LIMIT 60`,
        );
  const used = new Set(tokenize(code).tokens.map(({ start, end }) => code.slice(start, end).toLowerCase()));
  const described = [...(await fileColumns(ask, code, typed)), ...(await resultColumns(around, used, typed))];
  const results = Object.keys(around.results).map((text) => ({ text, type: 'result' }));
  const ofUsedTables = columns.filter(([, table]) => used.has((table ?? '').toLowerCase()));
  const others = columns.filter(([, table]) => !used.has((table ?? '').toLowerCase()));
  const named =
    (type: string) =>
    ([name]: string[]) => ({ text: asWritten(name ?? ''), type });
  const fits = ({ text }: Candidate): boolean => text.toLowerCase().startsWith(typed.toLowerCase());
  return [
    ...described,
    ...ofUsedTables.map(named('column')),
    ...tables.map(named('table')),
    ...results.filter(fits),
    ...suggested.map(([text]) => ({ text: (text ?? '').trimEnd(), type: 'keyword' })).filter(fits),
    ...functions.map(([text]) => ({ text: text ?? '', type: 'function' })),
    ...others.map(named('column')),
  ];
}

/** Columns of the results that the cell names. */
async function resultColumns(
  { results, folderOf }: Around,
  used: ReadonlySet<string>,
  typed: string,
): Promise<Candidate[]> {
  const ids = Object.entries(results).flatMap(([name, id]) => (used.has(name.toLowerCase()) ? [id] : []));
  const found = await Promise.all(ids.map((id) => readSidecar(folderOf(id)).catch(() => undefined)));
  return found
    .flatMap((sidecar) => sidecar?.columns ?? [])
    .filter(({ name }) => name.toLowerCase().startsWith(typed.toLowerCase()))
    .map(({ name }) => ({ text: asWritten(name), type: 'column' }));
}

/** Columns of the files that the cell names in quotes. */
async function fileColumns(
  ask: (sql: string) => Promise<string[][]>,
  code: string,
  typed: string,
): Promise<Candidate[]> {
  const found: Candidate[] = [];
  for (const { kind, closed, start, end } of tokenize(code).tokens) {
    const text = code.slice(start, end);
    if (kind !== 'text' || !closed || !/\.(parquet|csv|tsv|json|jsonl|ndjson)(\.gz|\.zst)?'$/i.test(text)) continue;
    for (const [name] of await ask(`SELECT column_name FROM (DESCRIBE FROM ${text})`))
      if ((name ?? '').toLowerCase().startsWith(typed.toLowerCase()))
        found.push({ text: asWritten(name ?? ''), type: 'column' });
  }
  return found;
}

function asWritten(name: string): string {
  return /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}
