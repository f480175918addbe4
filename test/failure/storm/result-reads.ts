import { type ResultOutput, resultMime } from '../../../src/engines/duckdb/result.ts';
import type { Client } from '../../platform/client.ts';
import { pause, untilAnswered } from '../until.ts';

/** The stored result among a cell's outputs. */
export function resultOf(outputs: readonly Record<string, unknown>[]): ResultOutput {
  for (const { data } of outputs) {
    const bundle: Record<string, ResultOutput> = typeof data === 'object' && data !== null ? { ...data } : {};
    const found = bundle[resultMime];
    if (found) return found;
  }
  throw new Error(`no stored result: ${JSON.stringify(outputs)}`);
}

/** All rows of a stored result, from the reader. */
export async function storedRows(client: Client, account: string, { id }: ResultOutput): Promise<unknown[][]> {
  const path = `/user/${account}/stoa/results/${id}/rows?offset=0&limit=5000`;
  return untilAnswered('the rows of a stored result', async () => {
    const { status, body } = await client.get(path);
    if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`);
    return body.rows;
  });
}

/** Reads one stored result again and again: each answer must be all of it. */
export class ResultReads {
  reads = 0;
  readonly wrong: string[] = [];
  readonly #client: Client;
  readonly #account: string;
  readonly #result: ResultOutput;
  #going = true;
  #work: Promise<void> = Promise.resolve();

  constructor(client: Client, account: string, result: ResultOutput) {
    this.#client = client;
    this.#account = account;
    this.#result = result;
  }

  start(): void {
    this.#work = this.#read();
    // Told by stop().
    this.#work.catch(() => {});
  }

  async stop(): Promise<void> {
    this.#going = false;
    await this.#work;
  }

  async #read(): Promise<void> {
    while (this.#going) {
      // Away for long on a busy machine is not wrong; half an answer is.
      const rows = await storedRows(this.#client, this.#account, this.#result).catch(() => undefined);
      if (rows) this.reads += 1;
      if (rows && rows.length !== this.#result.rowCount)
        this.wrong.push(`${rows.length} of ${this.#result.rowCount} rows`);
      await pause(100);
    }
  }
}
