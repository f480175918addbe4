import { Malformed } from './malformed.ts';

/** One record of a stream: its length in bytes as decimal text, a line feed, and the bytes. */
export function frame(record: string | Uint8Array): Buffer {
  const bytes = typeof record === 'string' ? Buffer.from(record) : record;
  return Buffer.concat([Buffer.from(`${bytes.length}\n`), bytes]);
}

const longestLength = 12;

/** Takes a stream of records apart, however it was cut. */
export class RecordReader {
  readonly #limitBytes: number;
  #rest: Buffer = Buffer.alloc(0);

  /** @param limitBytes  of one record */
  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  /** @throws Malformed */
  take(chunk: Uint8Array): Buffer[] {
    this.#rest = this.#rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([this.#rest, chunk]);
    const records: Buffer[] = [];
    for (let next = this.#next(); next !== undefined; next = this.#next()) records.push(next);
    return records;
  }

  #next(): Buffer | undefined {
    const end = this.#rest.subarray(0, longestLength + 1).indexOf(10);
    if (end < 0) {
      if (this.#rest.length > longestLength) throw new Malformed('', 'a record begins with its length and a line feed');
      return undefined;
    }
    const said = this.#rest.toString('latin1', 0, end);
    if (!/^\d+$/.test(said)) throw new Malformed('', 'the length of a record is a decimal number');
    const length = Number(said);
    if (length > this.#limitBytes) throw new Malformed('', `a record has at most ${this.#limitBytes} bytes`);
    if (this.#rest.length < end + 1 + length) return undefined;
    const record = this.#rest.subarray(end + 1, end + 1 + length);
    this.#rest = this.#rest.subarray(end + 1 + length);
    return record;
  }
}
