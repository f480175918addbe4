/**
 * An error that a person can see: one code, one status, what happened, why, and what to do next (RFC 9457).
 * Rooms declare their codes with `problems`; the cause goes to the log only.
 */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly code: string;
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  /** Where in the request the fault is, as a JSON pointer or a parameter's name. */
  readonly field: string | undefined;
  readonly extra: Readonly<Record<string, unknown>>;

  constructor(kind: ProblemKind, given: ProblemDetail = {}) {
    super(given.detail ?? kind.title, { cause: given.cause });
    this.code = kind.code;
    this.status = kind.status;
    this.title = kind.title;
    this.detail = given.detail ?? kind.title;
    this.field = given.field;
    this.extra = given.extra ?? {};
  }

  /** The body of an `application/problem+json` answer. */
  toJSON(): Record<string, unknown> {
    return {
      type: `urn:stoa:problem:${this.code}`,
      title: this.title,
      status: this.status,
      code: this.code,
      detail: this.detail,
      ...(this.field === undefined ? {} : { field: this.field }),
      ...this.extra,
    };
  }
}

export interface ProblemKind {
  readonly code: string;
  readonly status: number;
  readonly title: string;
}

export interface ProblemDetail {
  readonly detail?: string;
  readonly field?: string;
  readonly cause?: unknown;
  /** More members of the body; `retryAfterSeconds` becomes the Retry-After header too. */
  readonly extra?: Readonly<Record<string, unknown>>;
}

type Declared<T> = { readonly [Code in keyof T]: (detail?: ProblemDetail | string) => Problem };

const known = new Map<string, ProblemKind>();

/**
 * Declares a room's problems: `problems({ 'account-not-found': [404, 'No such account'] })` gives one
 * constructor for each code. A code belongs to one room.
 */
export function problems<const T extends Record<string, readonly [status: number, title: string]>>(
  table: T,
): Declared<T> {
  const declared: Record<string, (detail?: ProblemDetail | string) => Problem> = {};
  for (const [code, [status, title]] of Object.entries(table)) {
    const kind = { code, status, title };
    if (known.has(code)) throw new Error(`problem ${code} is declared twice`);
    known.set(code, kind);
    declared[code] = (detail) => new Problem(kind, typeof detail === 'string' ? { detail } : detail);
  }
  return declared as Declared<T>;
}

/** Every declared code, for OpenAPI. */
export function knownProblems(): ReadonlyMap<string, ProblemKind> {
  return known;
}

export const common = problems({
  'bad-request': [400, 'The request is not of the expected form'],
  'not-signed-in': [401, 'Sign in first'],
  forbidden: [403, 'Not allowed'],
  'scope-missing': [403, 'This token does not allow that'],
  'wrong-origin': [403, 'This request came from another site'],
  'not-found': [404, 'Nothing is here'],
  'method-not-allowed': [405, 'This address does not take that method'],
  conflict: [409, 'Somebody else changed this meanwhile'],
  'too-large': [413, 'The request is too large'],
  'not-json': [415, 'The body must be JSON, sent as application/json'],
  'too-many-requests': [429, 'Too many requests'],
  'internal-error': [500, 'Something went wrong here'],
  'disk-full': [507, 'The disk of the platform is full'],
  'not-ready': [503, 'The platform is starting'],
});
