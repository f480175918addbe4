import { HadoopException } from './exceptions.ts';

/** The query of a request, read as Hadoop reads it: names in any case, `null` and nothing alike. */
export class Parameters {
  readonly #values = new Map<string, string>();

  constructor(query: URLSearchParams) {
    for (const [name, value] of query) {
      const known = name.toLowerCase();
      if (value !== '' && value !== 'null' && !this.#values.has(known)) this.#values.set(known, value);
    }
  }

  text(name: string): string | undefined {
    return this.#values.get(name);
  }

  required(name: string): string {
    const value = this.text(name);
    if (value === undefined) throw new HadoopException('IllegalArgumentException', `Param ${name} is missing`);
    return value;
  }

  flag(name: string, otherwise: boolean): boolean {
    const value = this.text(name)?.toLowerCase();
    if (value === undefined) return otherwise;
    if (value !== 'true' && value !== 'false')
      throw invalid(name, value, 'Failed to parse it: it is neither "true" nor "false".');
    return value === 'true';
  }

  /** A whole number of at least `minimum`. */
  integer(name: string, minimum: number): number | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    const number = Number(value);
    if (!/^-?\d+$/.test(value) || !Number.isSafeInteger(number))
      throw invalid(name, value, `Failed to parse "${value.slice(0, 40)}" as a radix-10 long integer.`);
    if (number < minimum) throw invalid(name, value, `Invalid parameter range: ${name} = ${value} < ${minimum}`);
    return number;
  }

  /** Octal permission bits, the sticky one included. */
  permission(name: string): number | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    if (!/^[0-7]{1,5}$/.test(value) || Number.parseInt(value, 8) > 0o1777)
      throw invalid(name, value, `Failed to parse "${value.slice(0, 40)}" as a radix-8 short integer.`);
    return Number.parseInt(value, 8);
  }
}

export function invalid(name: string, value: string, why: string) {
  return new HadoopException(
    'IllegalArgumentException',
    `Invalid value for webhdfs parameter "${name}": ${why} (found "${value.slice(0, 40)}")`,
  );
}
