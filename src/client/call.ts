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
  throw await explain(answer);
}

/** In the words of the problem; what its title says already is not said again. */
async function explain(answer: Response): Promise<Refused> {
  const text = await answer.text();
  try {
    const { title, detail, message, code } = JSON.parse(text);
    const said: string[] = [title, detail ?? message].filter((part) => typeof part === 'string' && part !== '');
    const kept = said.filter(
      (part, index) => !said.some((other, at) => at !== index && repeats(other, at, part, index)),
    );
    const words = kept.length === 0 ? text : kept.map((part) => (/[.?!]$/.test(part) ? part : `${part}.`)).join(' ');
    return new Refused(words, typeof code === 'string' ? { code } : {});
  } catch {
    return new Refused(`${answer.status} ${answer.statusText}`);
  }
}

/** Whether one of two texts holds the other; of equal ones the first stays. */
function repeats(other: string, at: number, part: string, index: number): boolean {
  return other === part ? at < index : other.toLowerCase().includes(part.toLowerCase().replace(/[.?!]$/, ''));
}
