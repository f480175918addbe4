/** The line of the cell at which it failed, and the part of it to underline. */
export interface FaultLine {
  readonly number: number;
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

const colors = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');

/** Reads DuckDB's `LINE 3: …` or the SQL kernel's `3 │ …` with their caret, IPython's `Cell In[5], line 3`, and Python's `line 3` of a syntax error. */
export function faultLine(source: string, message: string, trace: string): FaultLine | null {
  const plain = `${message}\n${trace}`.replaceAll(colors, '');
  const lines = source.split('\n');
  const duck = /^LINE (\d+): (.*)\n(\s*)\^/m.exec(plain);
  if (duck !== null) {
    const number = Number(duck[1]);
    const text = lines[number - 1];
    if (text === undefined) return null;
    const shown = (duck[2] ?? '').replace(/^\.\.\./, '').replace(/\.\.\.$/, '');
    const start = text.indexOf(shown);
    const prefix = `LINE ${number}: `.length + ((duck[2] ?? '').startsWith('...') ? 3 : 0);
    const at = start < 0 ? 0 : start + Math.max(0, (duck[3] ?? '').length - prefix);
    return { number, text, ...wordAt(text, at) };
  }
  const gutter = /^(\d+) │ (.*)\n( *)\^/m.exec(plain);
  if (gutter !== null) {
    const number = Number(gutter[1]);
    const text = lines[number - 1];
    if (text === undefined) return null;
    return { number, text, ...wordAt(text, Math.max(0, (gutter[3] ?? '').length - `${number} │ `.length)) };
  }
  const ipython =
    [...plain.matchAll(/Cell In ?\[\d+\], line (\d+)/g)].at(0) ?? /<ipython-input-[^>]*>[^\n]*line (\d+)/.exec(plain);
  if (ipython === null || ipython === undefined) return null;
  const number = Number(ipython[1]);
  const text = lines[number - 1];
  if (text === undefined || text.trim() === '') return null;
  const named = /name '([^']+)' is not defined|No module named '([^']+)'|KeyError: '?([^'\n]+)'?/.exec(plain);
  const word = named?.slice(1).find((part) => part !== undefined);
  const at = word === undefined ? -1 : text.indexOf(word);
  if (word !== undefined && at >= 0) return { number, text, from: at, to: at + word.length };
  const from = text.length - text.trimStart().length;
  return { number, text, from, to: text.trimEnd().length };
}

function wordAt(text: string, at: number): { from: number; to: number } {
  const word = /^[\w."]+/.exec(text.slice(at))?.[0].length ?? 1;
  return { from: at, to: Math.min(text.length, at + Math.max(word, 1)) };
}
