/** A DuckDB message taken apart, for a person and for the protocol's `error` message. */
export interface QueryError {
  /** DuckDB's class of error: `Binder Error`, `Catalog Error`, `Interrupted`, … */
  readonly ename: string;
  /** The first paragraph, did-you-mean included. */
  readonly evalue: string;
  /** The message, then the line of the cell with a caret under the place. */
  readonly traceback: readonly string[];
  /** 1-based, in the cell; absent where DuckDB names no place. */
  readonly line?: number;
  readonly column?: number;
}

const wrappers = ['Failed to extract statements: ', 'Failed to prepare extracted statement: '];
const placed = /\n\s*LINE (\d+): ?([^\n]*)\n([^\n]*)\^/;

/**
 * @param message  what DuckDB threw
 * @param cell     the whole cell
 * @param skipped  lines of the cell before the text that DuckDB was given (negative: lines that we put before it)
 */
export function explainError(message: string, cell: string, skipped: number): QueryError {
  let text = message;
  for (const wrapper of wrappers) if (text.startsWith(wrapper)) text = text.slice(wrapper.length);
  const place = placed.exec(text);
  const body = (place ? text.slice(0, place.index) : text).trim();
  const separator = body.indexOf(': ');
  const ename =
    separator > 0 && /^[A-Z][\w -]* Error$/i.test(body.slice(0, separator)) ? body.slice(0, separator) : 'Error';
  const evalue = ename === 'Error' ? body : body.slice(separator + 2);
  if (ename.toUpperCase() === 'INTERRUPT ERROR')
    return {
      ename: 'Interrupted',
      evalue: 'The query was stopped.',
      traceback: ['Interrupted: the query was stopped.'],
    };
  const found = place && locate(place, cell, skipped);
  const head = `${bold(ename)}: ${evalue}`;
  if (!found) return { ename, evalue, traceback: head.split('\n') };
  const number = `${found.line}`;
  const marked = [
    `${dim(`${number} │`)} ${found.text}`,
    `${' '.repeat(number.length + 3 + found.column - 1)}${red('^')}`,
  ];
  return { ename, evalue, traceback: [...head.split('\n'), '', ...marked], line: found.line, column: found.column };
}

/** The table that a statement lacks; undefined where it failed for another reason. */
export function missingTable(message: string): string | undefined {
  return /^(?:.*: )?Catalog Error: Table with name ([\p{L}_][\p{L}\p{N}_]*) does not exist!/u.exec(message)?.[1];
}

/** DuckDB shortens long lines with `...` on either side, so the excerpt is looked up in the cell's own line. */
function locate(place: RegExpExecArray, cell: string, skipped: number) {
  const line = Number(place[1]) + skipped;
  const text = cell.split('\n')[line - 1];
  if (text === undefined) return undefined;
  const prefix = `LINE ${place[1]}: `.length;
  const shown = place[2] ?? '';
  const excerpt = shown.replace(/^\.\.\./, '').replace(/\.\.\.$/, '');
  const cut = shown.startsWith('...') ? 3 : 0;
  const at = text.indexOf(excerpt);
  const column = (place[3] ?? '').length - prefix - cut + Math.max(at, 0) + 1;
  return { line, text, column: Math.min(Math.max(column, 1), text.length + 1) };
}

const bold = (text: string): string => `\u001b[1;31m${text}\u001b[0m`;
const red = (text: string): string => `\u001b[1;31m${text}\u001b[0m`;
const dim = (text: string): string => `\u001b[2m${text}\u001b[0m`;
