import type { Static, TSchema } from 'typebox';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/**
 * One thing that the platform does, as data. Route, browser client, command line and OpenAPI are made from it.
 *
 * - `path`: with parameters as `:name`
 * - `policy`: who may, as the name of a sentence in a room's policy.ts; checked before any work
 * - `errors`: codes of problems (problem.ts) that the operation itself can answer with
 * - `stream`: the reply is not JSON: `events` (server-sent events) or `lines` (JSON lines); `reply` describes one item
 */
export interface Operation<
  Params extends TSchema = TSchema,
  Query extends TSchema = TSchema,
  Body extends TSchema = TSchema,
  Reply extends TSchema = TSchema,
> {
  readonly method: Method;
  readonly path: string;
  readonly summary: string;
  readonly policy: string;
  readonly params?: Params;
  readonly query?: Query;
  readonly body?: Body;
  readonly reply: Reply;
  readonly errors: readonly string[];
  /** Success status; 200 unless said otherwise. */
  readonly status?: number;
  readonly stream?: 'events' | 'lines';
  /** Unsafe operations are audited under their name; `false` where the room writes the record itself. */
  readonly audit?: false;
}

/** Keeps the exact schema types of an operation. */
export function operation<P extends TSchema, Q extends TSchema, B extends TSchema, R extends TSchema>(
  definition: Operation<P, Q, B, R>,
): Operation<P, Q, B, R> {
  return definition;
}

type Given<S extends TSchema> = TSchema extends S ? Record<never, never> : Static<S>;

export type ParamsOf<O> = O extends Operation<infer P, infer _Q, infer _B, infer _R> ? Given<P> : never;
export type QueryOf<O> = O extends Operation<infer _P, infer Q, infer _B, infer _R> ? Given<Q> : never;
export type BodyOf<O> = O extends Operation<infer _P, infer _Q, infer B, infer _R> ? Given<B> : never;
export type ReplyOf<O> = O extends Operation<infer _P, infer _Q, infer _B, infer R> ? Static<R> : never;

export function isUnsafe(method: Method): boolean {
  return method !== 'GET';
}

/** Fills `:name` parts of a path; each value is percent-encoded whole. */
export function fillPath(path: string, params: Readonly<Record<string, string>>): string {
  return path.replace(/:([A-Za-z]+)/g, (_, name: string) => {
    const value = params[name];
    if (value === undefined) throw new Error(`path ${path} needs a value for ${name}`);
    return encodeURIComponent(value);
  });
}

/** Of a text in a contract: no control characters, nor those that turn the direction of what stands beside them. */
export const oneLine = {
  pattern: '^[^\\u0000-\\u001f\\u007f-\\u009f\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069]*$',
};
