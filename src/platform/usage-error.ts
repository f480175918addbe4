/**
 * What commander says of a command line that it does not understand, in one line:
 * `error: unknown option '--a'\n(Did you mean --b?)` becomes `unknown option --a; did you mean --b?`.
 */
export function usageError(text: string): string {
  const [first = '', ...more] = text.trim().split('\n');
  const what = first.replace(/^error: /, '').replaceAll(/'([^' ]+)'/g, '$1');
  const hint = /^\(Did you mean (.*)\?\)$/.exec(more.join(' ').trim())?.[1];
  return hint === undefined ? [what, ...more].join(' ') : `${what}; did you mean ${hint}?`;
}
