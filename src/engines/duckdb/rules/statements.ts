/**
 * The text of SQL cut into tokens, as far as an editor and a kernel need it: DuckDB's own parser decides what
 * the tokens mean, but it gives no positions back.
 */

export type TokenKind = 'word' | 'quoted-name' | 'text' | 'number' | 'symbol' | 'semicolon';

export interface Token {
  readonly kind: TokenKind;
  readonly start: number;
  readonly end: number;
  /** False for a quote or dollar quote that nothing ends. */
  readonly closed: boolean;
}

export interface Statement {
  /** Without the semicolon and without what is around it. */
  readonly text: string;
  /** Offset of `text` in the cell. */
  readonly start: number;
}

export interface Tokens {
  readonly tokens: readonly Token[];
  /** A comment that starts with a slash and a star and is not closed. */
  readonly openComment: boolean;
}

const wordStart = /[\p{L}_]/u;
const wordPart = /[\p{L}\p{N}_$]/u;

export function tokenize(sql: string): Tokens {
  const tokens: Token[] = [];
  let openComment = false;
  let at = 0;
  const push = (kind: TokenKind, end: number, closed = true): void => {
    tokens.push({ kind, start: at, end, closed });
    at = end;
  };
  while (at < sql.length) {
    const char = sql.charAt(at);
    if (/\s/.test(char)) at++;
    else if (sql.startsWith('--', at)) at = endOfLine(sql, at);
    else if (sql.startsWith('/*', at)) {
      const end = endOfComment(sql, at);
      openComment = end === undefined;
      at = end ?? sql.length;
    } else if (char === ';') push('semicolon', at + 1);
    else if (char === "'") pushQuoted(sql, at, "'", 'text', isEscapeString(sql, at), push);
    else if (char === '"') pushQuoted(sql, at, '"', 'quoted-name', false, push);
    else if (char === '$') pushDollar(sql, at, push);
    else if (/[0-9]/.test(char)) push('number', endOfRun(sql, at, /[0-9a-zA-Z_.]/));
    else if (wordStart.test(char)) push('word', endOfRun(sql, at, wordPart));
    else push('symbol', at + 1);
  }
  return { tokens, openComment };
}

/** The statements of a cell in order; comments alone are none. */
export function splitStatements(sql: string): Statement[] {
  const statements: Statement[] = [];
  let first: Token | undefined;
  let last: Token | undefined;
  const close = (): void => {
    if (first && last) statements.push({ text: sql.slice(first.start, last.end), start: first.start });
    first = last = undefined;
  };
  for (const token of tokenize(sql).tokens) {
    if (token.kind === 'semicolon') close();
    else {
      first ??= token;
      last = token;
    }
  }
  close();
  return statements;
}

/** Whether a console should send `sql`, ask for more, or leave it to the parser to complain. */
export function completeness(sql: string): 'complete' | 'incomplete' {
  const { tokens, openComment } = tokenize(sql);
  const last = tokens.at(-1);
  if (openComment || (last && !last.closed)) return 'incomplete';
  return !last || last.kind === 'semicolon' ? 'complete' : 'incomplete';
}

function pushQuoted(
  sql: string,
  at: number,
  quote: string,
  kind: TokenKind,
  backslashes: boolean,
  push: (kind: TokenKind, end: number, closed: boolean) => void,
): void {
  let end = at + 1;
  while (end < sql.length) {
    if (backslashes && sql[end] === '\\') end += 2;
    else if (sql[end] !== quote) end++;
    else if (sql[end + 1] === quote) end += 2;
    else {
      push(kind, end + 1, true);
      return;
    }
  }
  push(kind, sql.length, false);
}

/** `$$text$$`, `$tag$text$tag$`, or a parameter as `$1` and `$name`. */
function pushDollar(sql: string, at: number, push: (kind: TokenKind, end: number, closed: boolean) => void): void {
  const tag = /^\$(?:[\p{L}_][\p{L}\p{N}_]*)?\$/u.exec(sql.slice(at, at + 130))?.[0];
  if (tag === undefined) {
    push('symbol', endOfRun(sql, at + 1, wordPart), true);
    return;
  }
  const end = sql.indexOf(tag, at + tag.length);
  if (end < 0) push('text', sql.length, false);
  else push('text', end + tag.length, true);
}

function isEscapeString(sql: string, at: number): boolean {
  return /[eE]/.test(sql.charAt(at - 1)) && !wordPart.test(sql.charAt(at - 2));
}

function endOfLine(sql: string, at: number): number {
  const end = sql.indexOf('\n', at);
  return end < 0 ? sql.length : end;
}

/** Comments nest, as in PostgreSQL. */
function endOfComment(sql: string, at: number): number | undefined {
  let depth = 0;
  const marks = /\/\*|\*\//g;
  marks.lastIndex = at;
  for (let mark = marks.exec(sql); mark; mark = marks.exec(sql)) {
    depth += mark[0] === '/*' ? 1 : -1;
    if (depth === 0) return marks.lastIndex;
  }
  return undefined;
}

function endOfRun(sql: string, at: number, part: RegExp): number {
  let end = at;
  while (end < sql.length && part.test(sql.charAt(end))) end++;
  return end;
}
