import type { Context } from '../context.ts';
import type { BodyOf, Operation, ParamsOf, QueryOf, ReplyOf } from '../operation.ts';

export interface Input<O> {
  readonly params: ParamsOf<O>;
  readonly query: QueryOf<O>;
  readonly body: BodyOf<O>;
}

/** An answer with more than a body: cookies at sign-in, a stream of lines. */
export class Answer<T> {
  readonly body: T;
  readonly headers: Readonly<Record<string, string>>;
  constructor(body: T, headers: Readonly<Record<string, string>>) {
    this.body = body;
    this.headers = headers;
  }
}

type Result<O> = ReplyOf<O> | Answer<ReplyOf<O>> | AsyncIterable<ReplyOf<O>>;

/** An operation with the use case behind it. */
export interface Route {
  readonly operation: Operation;
  run(context: Context, input: Input<Operation>): Promise<unknown>;
}

/** Joins an operation with its use case; types of input and reply come from the operation's schemas. */
export function route<O extends Operation>(
  operation: O,
  run: (context: Context, input: Input<O>) => Promise<Result<O>>,
): Route {
  return { operation, run: (context, input) => run(context, input as Input<O>) };
}
