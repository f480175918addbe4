/** A request that cannot be done. `code` is for our own routes, Jupyter's have only the message. */
export class HttpError extends Error {
  override name = 'HttpError';
  readonly status: number;
  readonly code: string;
  /** Jupyter's `reason`. */
  readonly reason: string | null;

  constructor(status: number, message: string, code = 'failed', reason: string | null = null) {
    super(message);
    this.status = status;
    this.code = code;
    this.reason = reason;
  }
}

export function notFound(message: string): HttpError {
  return new HttpError(404, message, 'not-found');
}

export function badRequest(message: string): HttpError {
  return new HttpError(400, message, 'bad-request');
}

/** The code of a failed system call, such as ENOENT; undefined for any other error. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** What a failed file operation means to who asked. */
export function fromSystem(error: unknown, what: string): HttpError {
  if (error instanceof HttpError) return error;
  switch (systemCode(error)) {
    case 'ENOENT':
    case 'ENOTDIR':
      return notFound(`${what} does not exist.`);
    case 'EACCES':
    case 'EPERM':
      return new HttpError(403, `You may not do this to ${what}.`, 'no-access');
    case 'EROFS':
      return new HttpError(403, `${what} is on a read-only file system.`, 'no-access');
    case 'EEXIST':
    case 'ENOTEMPTY':
      return new HttpError(409, `${what} is there already, or is not empty.`, 'exists');
    case 'ELOOP':
      return new HttpError(403, `A link stands on the way to ${what} where none is followed.`, 'no-access');
    case 'EISDIR':
      return badRequest(`${what} is a folder.`);
    case 'ENAMETOOLONG':
      return badRequest(`The name of ${what} is too long.`);
    case 'ENOSPC':
    case 'EDQUOT':
      return new HttpError(507, `The disk is full: ${what} was not written. Delete files to make room.`, 'disk-full');
    default:
      return new HttpError(500, error instanceof Error ? error.message : String(error));
  }
}
