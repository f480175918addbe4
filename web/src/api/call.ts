import type { Static, TSchema } from 'typebox';
import { fillPath, type Method, type Operation } from '../../../src/platform/operation.ts';
import { offline, problemOf } from './problem.ts';

/** TypeBox's optional fields, also as `undefined`: left out of what is sent. */
type Loose<T> = { [Key in keyof T]: T[Key] | (undefined extends T[Key] ? undefined : never) } & {};
type Given<Name extends string, S extends TSchema> = TSchema extends S
  ? { [Key in Name]?: undefined }
  : { [Key in Name]: Loose<Static<S>> };
/** Every part of a query may be left out: what the server needs has a default there. */
type Asked<S extends TSchema> = TSchema extends S
  ? { query?: undefined }
  : { query?: { [Key in keyof Static<S>]?: Static<S>[Key] | undefined } | undefined };

export type Input<P extends TSchema, Q extends TSchema, B extends TSchema> = Given<'params', P> &
  Asked<Q> &
  Given<'body', B> & { signal?: AbortSignal | undefined };

interface Loosest {
  params?: Record<string, unknown> | undefined;
  query?: Record<string, unknown> | undefined;
  body?: unknown;
  signal?: AbortSignal | undefined;
}

/**
 * Asks the server to do one operation of a room's contract; types of input and reply come from its schemas.
 * Throws a {@link Problem} for every answer that is not a success, and for no answer.
 */
export async function call<P extends TSchema, Q extends TSchema, B extends TSchema, R extends TSchema>(
  operation: Operation<P, Q, B, R>,
  input: Input<P, Q, B>,
): Promise<Static<R>> {
  const answer = await send(operation.method, addressOf(operation, input), input);
  if (answer.status === 204) return undefined as Static<R>;
  const text = await answer.text();
  return (text === '' ? undefined : JSON.parse(text)) as Static<R>;
}

/** The address of an operation, for links and streams. */
export function addressOf(operation: { readonly path: string }, input: Loosest): string {
  const params: Record<string, string> = {};
  for (const [name, value] of Object.entries(input.params ?? {})) params[name] = String(value);
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(input.query ?? {}))
    for (const item of Array.isArray(value) ? value : [value])
      if (item !== undefined && item !== null) query.append(name, String(item));
  const tail = query.toString();
  return fillPath(operation.path, params) + (tail ? `?${tail}` : '');
}

async function send(method: Method, address: string, input: Loosest): Promise<Response> {
  const body = input.body === undefined ? null : JSON.stringify(input.body);
  const answer = await fetch(address, {
    method,
    headers:
      body === null
        ? { accept: 'application/json' }
        : { accept: 'application/json', 'content-type': 'application/json' },
    body,
    signal: input.signal ?? null,
    cache: 'no-store',
  }).catch((cause: unknown) => {
    if (input.signal?.aborted) throw cause;
    throw offline();
  });
  if (!answer.ok) throw await problemOf(answer);
  return answer;
}
