import { asBytes } from '../../platform/config/index.ts';
import { type Resources, resourceKinds } from '../rules/resources.ts';
import { BadTrace } from './bad-trace.ts';

/** What a trace calls each kind of resource. */
const fieldOf = {
  milliCpus: 'cpus',
  memory: 'memory',
  disk: 'disk',
  inodes: 'inodes',
  bandwidth: 'bandwidth',
  ports: 'ports',
} as const satisfies Record<keyof Resources, string>;

/** The fields of one line, each read once; what is left over is a mistake of the writer's. */
export class TraceLine {
  readonly line: number;
  readonly #path: string;
  readonly #fields: Map<string, unknown>;

  /** @throws BadTrace when it is not a JSON object */
  constructor(line: number, found: unknown, path = '') {
    this.line = line;
    this.#path = path;
    if (typeof found !== 'object' || found === null || Array.isArray(found))
      throw new BadTrace(line, path, `found ${shown(found)}; expected an object in JSON`);
    this.#fields = new Map(Object.entries(found));
  }

  static of(line: number, text: string): TraceLine {
    try {
      return new TraceLine(line, JSON.parse(text));
    } catch (failure) {
      if (failure instanceof BadTrace) throw failure;
      throw new BadTrace(line, '', `not JSON: ${failure instanceof Error ? failure.message : failure}`);
    }
  }

  text(field: string, fallback?: string): string {
    return this.#read(field, fallback, 'text that is not empty', (found) =>
      typeof found === 'string' && found !== '' ? found : undefined,
    );
  }

  choice<const Choice extends string>(field: string, choices: readonly Choice[], fallback?: Choice): Choice {
    return this.#read(field, fallback, `one of ${choices.join(', ')}`, (found) => choices.find((one) => one === found));
  }

  /** Not negative. */
  number(field: string, fallback?: number, above = false): number {
    return this.#read(field, fallback, above ? 'a number above 0' : 'a number, 0 or more', (found) =>
      typeof found === 'number' && Number.isFinite(found) && (above ? found > 0 : found >= 0) ? found : undefined,
    );
  }

  whole(field: string, fallback: number): number {
    return this.#read(field, fallback, 'a whole number from 1', (found) =>
      typeof found === 'number' && Number.isInteger(found) && found >= 1 ? found : undefined,
    );
  }

  flag(field: string): boolean {
    return this.#read(field, false, 'true or false', (found) => (typeof found === 'boolean' ? found : undefined));
  }

  texts(field: string): string[] {
    return this.#read(field, undefined, 'a list of texts', (found) =>
      Array.isArray(found) && found.every((one) => typeof one === 'string') ? found.map(String) : undefined,
    );
  }

  has(field: string): boolean {
    return this.#fields.has(field);
  }

  /** An object within the line; empty when it is missing. */
  inner(field: string): TraceLine {
    const found = this.#take(field) ?? {};
    return new TraceLine(this.line, found, this.#name(field));
  }

  list(field: string): TraceLine[] {
    const found = this.#read(field, [], 'a list', (value): unknown[] | undefined =>
      Array.isArray(value) ? value : undefined,
    );
    return found.map((one, n) => new TraceLine(this.line, one, `${this.#name(field)}[${n}]`));
  }

  pairs(): Map<string, string> {
    const all = new Map([...this.#fields.keys()].map((field): [string, string] => [field, this.text(field)]));
    return all;
  }

  /** Those kinds that are named. */
  resources(): Partial<Resources> {
    const some: Partial<Record<keyof Resources, number>> = {};
    for (const kind of resourceKinds) {
      const field = fieldOf[kind];
      if (!this.has(field)) continue;
      if (kind === 'milliCpus') some[kind] = Math.round(this.number(field) * 1000);
      else some[kind] = kind === 'memory' || kind === 'disk' ? this.#bytes(field) : this.number(field);
    }
    return some;
  }

  /** @throws BadTrace when there is a field that nobody read */
  end(): void {
    for (const field of this.#fields.keys())
      throw new BadTrace(this.line, this.#name(field), 'this field is not known here');
  }

  #bytes(field: string): number {
    return this.#read(field, undefined, 'bytes, or a size such as "4GB"', (found) => {
      try {
        const bytes = asBytes(found);
        return Number.isFinite(bytes) && bytes >= 0 ? bytes : undefined;
      } catch {
        return undefined;
      }
    });
  }

  #read<Value>(
    field: string,
    fallback: Value | undefined,
    expected: string,
    parse: (found: unknown) => Value | undefined,
  ): Value {
    const found = this.#take(field);
    if (found === undefined && fallback !== undefined) return fallback;
    const value = found === undefined ? undefined : parse(found);
    if (value !== undefined) return value;
    const what = found === undefined ? 'missing' : `found ${shown(found)}`;
    throw new BadTrace(this.line, this.#name(field), `${what}; expected ${expected}`);
  }

  #take(field: string): unknown {
    const found = this.#fields.get(field);
    this.#fields.delete(field);
    return found;
  }

  #name(field: string): string {
    return this.#path === '' ? field : `${this.#path}.${field}`;
  }
}

function shown(found: unknown): string {
  const text = JSON.stringify(found) ?? String(found);
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
