import type { PutText } from './colored-text.ts';
import { functions, keywords, types } from './sql-words.ts';

const classes = new Map<string, string>([
  ...functions.split(' ').map((word) => [word, 'tok-fn'] as const),
  ...types.split(' ').map((word) => [word, 'tok-key'] as const),
  ...keywords.split(' ').map((word) => [word, 'tok-key'] as const),
  ['true', 'tok-key'],
  ['false', 'tok-key'],
  ['null', 'tok-key'],
]);

const tokens =
  /(--[^\n]*|\/\*[\s\S]*?(?:\*\/|$))|('(?:[^']|'')*(?:'|$)|\$\$[\s\S]*?(?:\$\$|$))|("(?:[^"]|"")*(?:"|$))|(\b\d+(?:\.\d+)?(?:e[+-]?\d+)?\b)|([a-z_][\w]*)/gi;

/** Colours SQL well enough to be read where there is no editor, without the editor's parser. */
export function colorSql(text: string, put: PutText): void {
  let from = 0;
  for (const found of text.matchAll(tokens)) {
    if (found.index > from) put(text.slice(from, found.index), '');
    const [token, comment, string, quoted, number, word] = found;
    put(token, classOf({ comment, string, quoted, number, word }));
    from = found.index + token.length;
  }
  if (from < text.length) put(text.slice(from), '');
}

interface Parts {
  readonly comment: string | undefined;
  readonly string: string | undefined;
  readonly quoted: string | undefined;
  readonly number: string | undefined;
  readonly word: string | undefined;
}

function classOf({ comment, string, quoted, number, word }: Parts): string {
  if (comment !== undefined) return 'tok-com';
  if (string !== undefined || quoted !== undefined) return 'tok-str';
  if (number !== undefined) return 'tok-num';
  return word === undefined ? '' : (classes.get(word.toLowerCase()) ?? '');
}
