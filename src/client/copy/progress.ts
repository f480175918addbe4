import { bytesText } from '../bytes-text.ts';

const everyMs = 200;

/** How far a copy of many files is: one line that is written over, where somebody looks. */
export class Progress implements Disposable {
  files = 0;
  bytes = 0;
  readonly #to: NodeJS.WriteStream;
  #shownAt = 0;

  constructor(to: NodeJS.WriteStream) {
    this.#to = to;
  }

  /** A file is copied. */
  copied(bytes: number): void {
    this.files += 1;
    this.bytes += bytes;
    const now = performance.now();
    if (this.#to.isTTY !== true || this.files < 2 || now - this.#shownAt < everyMs) return;
    this.#shownAt = now;
    this.#to.write(`\r\x1b[K${this.text}`);
  }

  /** What is left out, and why. */
  leftOut(path: string, why: string): void {
    this.#clear();
    this.#to.write(`left out: ${path}: ${why}\n`);
  }

  get text(): string {
    return `${this.files === 1 ? '1 file' : `${this.files} files`}, ${bytesText(this.bytes)}`;
  }

  #clear(): void {
    if (this.#shownAt > 0) this.#to.write('\r\x1b[K');
    this.#shownAt = 0;
  }

  [Symbol.dispose](): void {
    this.#clear();
  }
}
