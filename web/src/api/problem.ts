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
  const body = objectOf(await answer.json().catch(() => null));
  // The workspace's own server wraps its errors, and names their parts in its own way.
  const error = objectOf(body.error ?? body);
  return new Problem({
    status: answer.status,
    code: text(error.code) || `http-${answer.status}`,
    title: text(error.title) || text(error.message) || answer.statusText || `HTTP ${answer.status}`,
    why: text(error.detail) || text(error.why),
    todo: text(error.todo) || text(error.action),
    requestId: answer.headers.get('x-request-id') ?? '',
  });
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export const offline = () => new Problem({ status: 0, code: 'offline', title: 'The server does not answer' });
