/** A refusal or failure as the server tells it (RFC 9457), or `offline` when no server answered. */
export class Problem extends Error {
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;
  /** The closed set of codes that the operation names. */
  readonly code: string;
  /** What to do next, in a sentence; empty when the server has none. */
  readonly todo: string;
  /** Why, in a sentence; empty when the title says all. */
  readonly why: string;
  readonly requestId: string;

  constructor(parts: { status: number; code: string; title: string; why?: string; todo?: string; requestId?: string }) {
    super(parts.title);
    this.name = 'Problem';
    this.status = parts.status;
    this.code = parts.code;
    this.why = parts.why ?? '';
    this.todo = parts.todo ?? '';
    this.requestId = parts.requestId ?? '';
  }
}

/** Reads a problem document out of an answer that is not a success; anything unreadable keeps its status. */
export async function problemOf(answer: Response): Promise<Problem> {
  const body: unknown = await answer.json().catch(() => null);
  const text = (name: string) => {
    const value = typeof body === 'object' && body !== null ? Reflect.get(body, name) : undefined;
    return typeof value === 'string' ? value : '';
  };
  return new Problem({
    status: answer.status,
    code: text('code') || `http-${answer.status}`,
    title: text('title') || answer.statusText || `HTTP ${answer.status}`,
    why: text('detail'),
    todo: text('todo'),
    requestId: text('requestId') || (answer.headers.get('x-request-id') ?? ''),
  });
}

export const offline = () => new Problem({ status: 0, code: 'offline', title: 'The server does not answer' });
