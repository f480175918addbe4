import { once } from 'node:events';
import type { LogPart, LogStream } from '../../cluster/contract.ts';

export type LogOffsets = { readonly [Stream in LogStream]: number };

/** Writes what a task wrote onto the same stream here, as bytes, each once, no faster than it is taken. */
export class LogPrinter {
  readonly #next: Record<LogStream, number>;
  readonly #note: (line: string) => void;

  constructor(from: LogOffsets, note: (line: string) => void) {
    this.#next = { ...from };
    this.#note = note;
  }

  /** Where to go on. */
  get offsets(): LogOffsets {
    return { ...this.#next };
  }

  async print({ stream, offset, data, next }: LogPart): Promise<void> {
    const expected = this.#next[stream];
    if (expected >= 0 && offset > expected) this.#note(`${offset - expected} bytes of ${stream} were not kept`);
    const bytes = Buffer.from(data, 'base64');
    const known = expected > offset ? expected - offset : 0;
    this.#next[stream] = Math.max(expected, next);
    if (known >= bytes.length) return;
    const out = stream === 'stdout' ? process.stdout : process.stderr;
    // A reader that went away is no reason to stop here: the task is being ended.
    if (out.writable && !out.write(bytes.subarray(known))) await once(out, 'drain').catch(() => {});
  }
}
