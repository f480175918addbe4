/** What to do to the end of a text to show more output: remove so many UTF-16 units, then append. */
export interface TailEdit {
  removed: number;
  appended: string;
}

/**
 * The last line of a stream as a terminal would show it: a carriage return goes back to its start, a backspace one
 * place, and what follows is written over what was there. Lines before the last never change again.
 */
export class StreamText {
  #line = '';
  #column = 0;

  feed(text: string): TailEdit {
    if (this.#column === this.#line.length && !/[\r\b]/.test(text)) {
      const last = text.lastIndexOf('\n');
      this.#line = last < 0 ? this.#line + text : text.slice(last + 1);
      this.#column = this.#line.length;
      return { removed: 0, appended: text };
    }
    const before = this.#line;
    const finished: string[] = [];
    for (const piece of text.match(/\n|\r|[\b]+|[^\n\r\b]+/g) ?? []) {
      if (piece === '\n') {
        finished.push(this.#line, '\n');
        this.#line = '';
        this.#column = 0;
      } else if (piece === '\r') this.#column = 0;
      else if (piece.startsWith('\b')) this.#column = Math.max(0, this.#column - piece.length);
      else this.#write(piece);
    }
    const after = finished.join('') + this.#line;
    let kept = 0;
    while (kept < before.length && kept < after.length && before[kept] === after[kept]) kept++;
    return { removed: before.length - kept, appended: after.slice(kept) };
  }

  #write(piece: string): void {
    this.#line = this.#line.slice(0, this.#column) + piece + this.#line.slice(this.#column + piece.length);
    this.#column += piece.length;
  }
}
