/** The end of a long text, of which only so much is kept: chunks go in, the last `keep` UTF-16 units come out. */
export class Tail {
  readonly #keep: number;
  #chunks: string[] = [];
  #length = 0;

  constructor(keep: number) {
    this.#keep = keep;
  }

  push(text: string): void {
    this.#chunks.push(text.length > this.#keep ? text.slice(-this.#keep) : text);
    this.#length += this.#chunks.at(-1)?.length ?? 0;
    let first = this.#chunks[0];
    while (first !== undefined && this.#length - first.length >= this.#keep) {
      this.#chunks.shift();
      this.#length -= first.length;
      first = this.#chunks[0];
    }
    // Many tiny chunks would make each look at the end expensive.
    if (this.#chunks.length > 4096) this.#chunks = [this.#chunks.join('')];
  }

  /** From the beginning of a line, where there is one. */
  text(): string {
    const joined = this.#chunks.join('').slice(-this.#keep);
    const lineEnd = joined.indexOf('\n');
    const whole = this.#length >= this.#keep && lineEnd >= 0 && lineEnd < joined.length - 1;
    return whole ? joined.slice(lineEnd + 1) : joined;
  }
}

/** Cuts a text so that the first part has at most `limit` UTF-16 units, after a line's end where one is near. */
export function splitHead(text: string, limit: number): { head: string; rest: string } {
  if (limit <= 0) return { head: '', rest: text };
  if (text.length <= limit) return { head: text, rest: '' };
  const lineEnd = text.lastIndexOf('\n', limit - 1);
  const at = lineEnd >= 0 ? lineEnd + 1 : limit;
  return { head: text.slice(0, at), rest: text.slice(at) };
}

export function countLines(text: string): number {
  let lines = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines++;
  return lines;
}
