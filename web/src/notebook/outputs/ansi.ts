/** A run of text in one style. `color` and `ground` are 0..15 for the named colours, or a CSS rgb() value. */
export interface Span {
  readonly text: string;
  readonly color?: number | string;
  readonly ground?: number | string;
  readonly bold?: boolean;
  readonly dim?: boolean;
  readonly italic?: boolean;
  readonly underline?: boolean;
}

type Style = Omit<Span, 'text'>;

const escapeCode = String.fromCharCode(27);
const escapeSequence = new RegExp(
  `${escapeCode}(?:\\[([0-9;:?]*)([@-~])|\\][^\\u0007\\u001b]*(?:\\u0007|\\u001b\\\\)|[@-Z\\\\^_])`,
  'g',
);

/**
 * What a terminal would show of the text, line by line: a carriage return starts the line over, a backspace steps back.
 * Colours survive, every other escape sequence is dropped.
 */
export function settleLines(text: string): string {
  if (!text.includes('\r') && !text.includes('\b')) return text;
  return text.replaceAll('\r\n', '\n').split('\n').map(settleLine).join('\n');
}

function settleLine(line: string): string {
  let shown = '';
  for (const part of line.split('\r').map(stepBack)) {
    if (part === '') continue;
    // Where colours are in the way of counting letters, the newer text simply takes the place.
    const stays = part.length < shown.length && !shown.includes(escapeCode) && !part.includes(escapeCode);
    shown = stays ? part + shown.slice(part.length) : part;
  }
  return shown;
}

function stepBack(part: string): string {
  if (!part.includes('\b')) return part;
  const letters: string[] = [];
  for (const letter of part) {
    if (letter === '\b') letters.pop();
    else letters.push(letter);
  }
  return letters.join('');
}

/** The text cut into styled runs (ECMA-48 SGR: 16 colours, 256 colours, true colour, bold, dim, italic, underline). */
export function ansiSpans(text: string): Span[] {
  const spans: Span[] = [];
  let style: Style = {};
  let from = 0;
  const push = (piece: string) => {
    if (piece !== '') spans.push({ text: piece, ...style });
  };
  for (const found of text.matchAll(escapeSequence)) {
    push(text.slice(from, found.index));
    from = found.index + found[0].length;
    if (found[2] === 'm') style = restyle(style, found[1] ?? '');
  }
  push(text.slice(from));
  return spans;
}

function restyle(before: Style, parameters: string): Style {
  const codes = parameters === '' ? [0] : parameters.split(/[;:]/).map((code) => Number(code) || 0);
  let style: { -readonly [K in keyof Style]: Style[K] } = { ...before };
  for (let at = 0; at < codes.length; at++) {
    const code = codes[at] ?? 0;
    if (code === 0) style = {};
    else if (code === 1) style.bold = true;
    else if (code === 2) style.dim = true;
    else if (code === 3) style.italic = true;
    else if (code === 4) style.underline = true;
    else if (code === 22) {
      delete style.bold;
      delete style.dim;
    } else if (code === 23) delete style.italic;
    else if (code === 24) delete style.underline;
    else if (code >= 30 && code <= 37) style.color = code - 30;
    else if (code >= 90 && code <= 97) style.color = code - 82;
    else if (code === 39) delete style.color;
    else if (code >= 40 && code <= 47) style.ground = code - 40;
    else if (code >= 100 && code <= 107) style.ground = code - 92;
    else if (code === 49) delete style.ground;
    else if (code === 38 || code === 48) {
      const [color, used] = extendedColor(codes.slice(at + 1));
      at += used;
      if (color !== undefined) style[code === 38 ? 'color' : 'ground'] = color;
    }
  }
  return style;
}

function extendedColor(codes: readonly number[]): [number | string | undefined, number] {
  if (codes[0] === 2) return [`rgb(${byte(codes[1])} ${byte(codes[2])} ${byte(codes[3])})`, 4];
  if (codes[0] !== 5) return [undefined, 0];
  const index = byte(codes[1]);
  if (index < 16) return [index, 2];
  if (index >= 232) {
    const grey = 8 + (index - 232) * 10;
    return [`rgb(${grey} ${grey} ${grey})`, 2];
  }
  const cube = index - 16;
  const step = (part: number) => (part === 0 ? 0 : 55 + part * 40);
  return [`rgb(${step(Math.floor(cube / 36))} ${step(Math.floor(cube / 6) % 6)} ${step(cube % 6)})`, 2];
}

function byte(value: number | undefined): number {
  return Math.min(255, Math.max(0, value ?? 0));
}
