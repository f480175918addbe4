import {
  type BodyOf,
  fillPath,
  type Operation,
  type ParamsOf,
  type QueryOf,
  type ReplyOf,
} from '../platform/operation.ts';
import { type Connection, Refused } from './connection.ts';

interface Given<O> {
  readonly params?: ParamsOf<O>;
  readonly query?: Partial<QueryOf<O>>;
  readonly body?: Partial<BodyOf<O>>;
}

/** Calls an operation of the platform; a problem becomes a `Refused` in its words. */
export async function call<O extends Operation>(
  { url, token }: Connection,
  operation: O,
  given: Given<O> = {},
): Promise<ReplyOf<O>> {
  const path = fillPath(operation.path, (given.params ?? {}) as Record<string, string>);
  const query = new URLSearchParams((given.query ?? {}) as Record<string, string>).toString();
  const answer = await send(`${url}${path}${query === '' ? '' : `?${query}`}`, {
    method: operation.method,
    headers: {
      ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
      ...(given.body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(given.body === undefined ? {} : { body: JSON.stringify(given.body) }),
  });
  return (await answer.json()) as ReplyOf<O>;
}

/** Sends a request and explains what goes wrong. */
export async function send(url: string, request: RequestInit): Promise<Response> {
  let answer: Response;
  try {
    answer = await fetch(url, request);
  } catch (cause) {
    throw new Refused(`${new URL(url).origin} does not answer. Is the address right, and does the platform run?`, {
      cause,
    });
  }
  if (answer.ok) return answer;
  throw new Refused(await explain(answer));
}

async function explain(answer: Response): Promise<string> {
  const text = await answer.text();
  try {
    const { title, detail, message } = JSON.parse(text);
    const said = [...new Set([title, detail ?? message].filter((part) => typeof part === 'string' && part !== ''))];
    return said.length === 0 ? text : said.map((part) => (/[.?!]$/.test(part) ? part : `${part}.`)).join(' ');
  } catch {
    return `${answer.status} ${answer.statusText}`;
  }
}
