import type { IncomingMessage, ServerResponse } from 'node:http';
import { common } from '../../../platform/problem.ts';
import type { Conflict } from '../../contract.ts';
import { fileProblems } from '../../problems.ts';

export const conflicts = ['fail', 'replace', 'keep-both'] as const satisfies readonly Conflict[];

/** One request, as the handlers see it. Values are parsed on asking; problems name the field. */
export class Call {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Of the path: `:id`. */
  readonly id: string;
  /** `/user/<name>/files`, for addresses in answers. */
  readonly base: string;
  /** Aborted when the client goes away. */
  readonly signal: AbortSignal;
  readonly #query: URLSearchParams;

  constructor(request: IncomingMessage, response: ServerResponse, base: string, id: string, query: URLSearchParams) {
    this.request = request;
    this.response = response;
    this.base = base;
    this.id = id;
    this.#query = query;
    const gone = new AbortController();
    this.signal = gone.signal;
    response.once('close', () => gone.abort());
  }

  query(name: string): string | undefined {
    return this.#query.get(name) ?? undefined;
  }

  queryAll(name: string): string[] {
    return this.#query.getAll(name);
  }

  flag(name: string): boolean {
    return this.choice(name, ['1', '0'] as const) === '1';
  }

  choice<const T extends string>(name: string, values: readonly T[]): T | undefined {
    const text = this.query(name);
    return text === undefined ? undefined : oneOf(name, text, values);
  }

  integer(name: string, minimum: number, maximum: number): number | undefined {
    const text = this.query(name);
    if (text === undefined) return undefined;
    const value = Number(text);
    if (!Number.isInteger(value) || value < minimum || value > maximum) {
      throw invalid(name, `found "${text.slice(0, 40)}", expected a whole number from ${minimum} to ${maximum}`);
    }
    return value;
  }

  header(name: string): string | undefined {
    const value = this.request.headers[name];
    return Array.isArray(value) ? value[0] : value;
  }

  /** The JSON body, at most a megabyte. */
  async body(): Promise<Body> {
    if (!/^application\/json\b/i.test(this.header('content-type') ?? '')) throw common['not-json']();
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of this.request as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > 1_048_576) throw common['too-large']();
      chunks.push(chunk);
    }
    return new Body(parseObject(Buffer.concat(chunks).toString('utf8')));
  }
}

/** A JSON object that came from outside, field by field. */
export class Body {
  readonly #fields: Readonly<Record<string, unknown>>;

  constructor(fields: Readonly<Record<string, unknown>>) {
    this.#fields = fields;
  }

  text(name: string): string {
    const value = this.#fields[name];
    if (typeof value !== 'string') throw invalid(name, `found ${kindOf(value)}, expected a text`);
    return value;
  }

  optionalText(name: string): string | undefined {
    return this.#fields[name] === undefined ? undefined : this.text(name);
  }

  texts(name: string): string[] {
    const value = this.#fields[name];
    if (!Array.isArray(value) || value.length === 0 || value.length > 1000) {
      throw invalid(name, `found ${kindOf(value)}, expected a list of 1 to 1000 texts`);
    }
    return value.map((one, index) => {
      if (typeof one !== 'string') throw invalid(`${name}/${index}`, `found ${kindOf(one)}, expected a text`);
      return one;
    });
  }

  flag(name: string): boolean {
    const value = this.#fields[name];
    if (value !== undefined && typeof value !== 'boolean') {
      throw invalid(name, `found ${kindOf(value)}, expected true or false`);
    }
    return value ?? false;
  }

  choice<const T extends string>(name: string, values: readonly T[]): T | undefined {
    return this.#fields[name] === undefined ? undefined : oneOf(name, this.text(name), values);
  }
}

function parseObject(text: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw common['bad-request']({ detail: 'The body is not JSON.', cause });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw common['bad-request'](`The body is ${kindOf(value)}, expected an object.`);
  }
  return { ...value };
}

function oneOf<const T extends string>(name: string, text: string, values: readonly T[]): T {
  const value = values.find((one) => one === text);
  if (value === undefined) {
    throw invalid(name, `found "${text.slice(0, 40)}", expected one of ${values.join(', ')}`);
  }
  return value;
}

function invalid(field: string, why: string) {
  return fileProblems['value-invalid']({ field, detail: `${field}: ${why}.` });
}

function kindOf(value: unknown): string {
  return value === undefined
    ? 'nothing'
    : value === null
      ? 'null'
      : Array.isArray(value)
        ? 'a list'
        : `a ${typeof value}`;
}
