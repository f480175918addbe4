import { escapeHtml } from '../rules/render.ts';
import { tokenize } from '../rules/statements.ts';
import type { Json } from './jupyter/message.ts';
import type { Session } from './session.ts';
import { quoteText } from './sql-text.ts';

/** The `inspect_reply` for the name under the cursor: a table's or file's columns, or a function's signatures. */
export async function inspectAt(session: Session, code: string, cursor: number): Promise<Json> {
  const offset = [...code].slice(0, cursor).join('').length;
  const token = tokenize(code).tokens.find(({ start, end }) => start <= offset && offset <= end);
  const text = token ? code.slice(token.start, token.end) : '';
  const help =
    token && token.kind !== 'symbol'
      ? ((await describeTable(session, text)) ?? (await describeFunction(session, text)))
      : undefined;
  if (help === undefined) return { status: 'ok', found: false, data: {}, metadata: {} };
  const data = { 'text/plain': help, 'text/html': `<pre>${escapeHtml(help)}</pre>` };
  return { status: 'ok', found: true, data, metadata: {} };
}

async function describeTable(session: Session, name: string): Promise<string | undefined> {
  const connection = await session.lookupConnection();
  const rows = await connection.run(`DESCRIBE FROM ${name}`).then(
    (result) => result.getRowsJson(),
    () => [],
  );
  if (rows.length === 0) return undefined;
  const width = Math.max(...rows.map(([column]) => String(column).length));
  return [name, ...rows.map(([column, type]) => `  ${String(column).padEnd(width)}  ${String(type)}`)].join('\n');
}

async function describeFunction(session: Session, name: string): Promise<string | undefined> {
  const connection = await session.lookupConnection();
  const sql = `SELECT function_name || '(' || array_to_string(list_transform(parameters, lambda p, i: p || coalesce(' ' || parameter_types[i], '')), ', ') || ')' || coalesce(' -> ' || return_type, ''),
      max(description) FROM duckdb_functions() WHERE lower(function_name) = lower(${quoteText(name)}) GROUP BY 1 LIMIT 12`;
  const rows = await connection.run(sql).then(
    (result) => result.getRowsJson(),
    () => [],
  );
  if (rows.length === 0) return undefined;
  const description = rows.map(([, text]) => text).find((text) => typeof text === 'string' && text !== '');
  return [...rows.map(([signature]) => String(signature)), ...(description ? ['', String(description)] : [])].join(
    '\n',
  );
}
