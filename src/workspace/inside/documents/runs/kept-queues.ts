import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { isObject } from '../../kernels/wire.ts';

/** The cells that wait in each notebook, in a small file of the runtime folder: a killed server's queues go on. */
export class KeptQueues {
  readonly #file: string;
  readonly #former: Map<string, string[]>;
  readonly #queues = new Map<string, string[]>();

  constructor(file: string) {
    this.#file = file;
    this.#former = read(file);
  }

  /** What the former server left; kept until it is set anew. */
  former(): [path: string, cellIds: string[]][] {
    return [...this.#former];
  }

  set(path: string, cellIds: string[]): void {
    const before = this.#former.get(path) ?? this.#queues.get(path) ?? [];
    this.#former.delete(path);
    if (cellIds.length === 0) this.#queues.delete(path);
    else this.#queues.set(path, cellIds);
    if (before.length === cellIds.length && before.every((id, index) => id === cellIds[index])) return;
    const all = Object.fromEntries([...this.#former, ...this.#queues]);
    writeFileSync(`${this.#file}.new`, JSON.stringify(all), { mode: 0o600 });
    renameSync(`${this.#file}.new`, this.#file);
  }
}

function read(file: string): Map<string, string[]> {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    const entries = Object.entries(isObject(value) ? value : {});
    return new Map(entries.map(([path, ids]) => [path, Array.isArray(ids) ? ids.map(String) : []]));
  } catch {
    return new Map();
  }
}
