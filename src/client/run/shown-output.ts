/** An output of a cell, as the shared document holds it. */
export interface Output {
  readonly text?: string | readonly string[];
  readonly data?: Readonly<Record<string, string | readonly string[]>>;
  readonly traceback?: readonly string[];
}

/** What a terminal shows of a cell's outputs: each begins a line; the last may still lack its line's end. */
export function textOf(outputs: readonly Output[]): string {
  let whole = '';
  for (const { text, data, traceback } of outputs) {
    const found = text ?? data?.['text/plain'] ?? traceback?.map((line) => `${line}\n`) ?? '';
    const added = typeof found === 'string' ? found : found.join('');
    whole = added === '' ? whole : ended(whole) + added;
  }
  return whole;
}

/** Prints what a cell puts out as it comes: nothing twice, except lines that were rewritten. */
export class ShownOutput {
  readonly #print: (text: string) => void;
  #shown = '';

  constructor(print: (text: string) => void) {
    this.#print = print;
  }

  /** While it runs: whole lines, so that a progress bar is one line. */
  growing(text: string): void {
    const lines = text.slice(0, text.lastIndexOf('\n') + 1);
    if (lines.length > this.#shown.length && lines.startsWith(this.#shown)) this.all(lines);
  }

  /** All of it; where it was rewritten, from the beginning of the first line that differs. */
  all(text: string): void {
    const same = commonLength(this.#shown, text);
    if (same === this.#shown.length) this.#say(text.slice(same));
    else {
      this.#say(ended(this.#shown).slice(this.#shown.length));
      this.#say(text.slice(text.lastIndexOf('\n', same - 1) + 1));
    }
    this.#shown = text;
  }

  /** At its end: the last line is ended too. */
  end(text: string): void {
    this.all(ended(text));
  }

  /** What stands on the terminal already, as somebody typed it there. */
  typed(text: string): void {
    this.#shown += text;
  }

  #say(text: string): void {
    if (text !== '') this.#print(text);
  }
}

function ended(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}

function commonLength(one: string, other: string): number {
  if (other.startsWith(one)) return one.length;
  let length = 0;
  while (length < one.length && one[length] === other[length]) length++;
  return length;
}
