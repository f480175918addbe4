import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { fillPath, type Operation, type ParamsOf, type QueryOf, type ReplyOf } from '../../platform/operation.ts';
import { send } from '../call.ts';
import type { Connection } from '../connection.ts';

/** The items of an operation that answers with JSON lines, as they come. */
export async function* linesOf<O extends Operation>(
  { url, token }: Connection,
  operation: O,
  given: { readonly params: ParamsOf<O>; readonly query: QueryOf<O>; readonly signal: AbortSignal },
): AsyncGenerator<ReplyOf<O>> {
  const path = fillPath(operation.path, given.params as Record<string, string>);
  const query = new URLSearchParams(given.query as Record<string, string>).toString();
  const answer = await send(`${url}${path}?${query}`, {
    headers: { authorization: `Bearer ${token}` },
    signal: given.signal,
  });
  if (!answer.body) return;
  for await (const line of createInterface({ input: Readable.fromWeb(answer.body) }))
    if (line !== '') yield JSON.parse(line) as ReplyOf<O>;
}
