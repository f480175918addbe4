/**
 * What a NameNode or DataNode refused, in its own terms (`RemoteException` of the WebHDFS REST API), or that none of
 * them answered.
 */
export class HdfsError extends Error {
  /** The Java exception's name without its package, such as `AccessControlException`; `Unreachable`: nobody answered. */
  readonly exception: string;
  /** Of the HTTP answer; 0: there was none. */
  readonly status: number;
  readonly javaClassName: string;

  constructor(
    exception: string,
    message: string,
    { status = 0, javaClassName = exception, cause = undefined as unknown } = {},
  ) {
    super(message, { cause });
    this.exception = exception;
    this.status = status;
    this.javaClassName = javaClassName;
  }

  /** Nobody listened, so nothing was done. */
  get unheard(): boolean {
    return Object(this.cause).code === 'ECONNREFUSED';
  }

  /** Another server, or the same one later, may do what was asked. */
  get passing(): boolean {
    return passing.has(this.exception) || (this.exception === 'IOException' && brokenCall.test(this.message));
  }
}

/** A standby, one that starts or hands over; or a DataNode that cannot reach a NameNode or another DataNode. */
const passing = new Set([
  ...['StandbyException', 'RetriableException', 'SafeModeException', 'Unreachable'],
  ...['ConnectException', 'SocketException', 'SocketTimeoutException', 'EOFException', 'NoRouteToHostException'],
  'BlockMissingException',
]);
/** As words alone: a call between servers broke off, or DataNodes have not told a NameNode yet that they are there. */
const brokenCall =
  /failed on local exception|connection reset|connection refused|minReplication|failed to find datanode|could not obtain block/i;

/** Reads the answer of a server that refused; anything else that it may say (an HTML page, nothing) is told as it is. */
export function refusalOf(status: number, body: string): HdfsError {
  const refusal = remoteException(body);
  if (!refusal) return new HdfsError('IOException', `HDFS answered ${status}: ${body.slice(0, 200)}`, { status });
  // A DataNode's message goes on with its whole stack trace.
  const message = refusal.message.split(/\n\s*at /)[0]?.trim() ?? '';
  return new HdfsError(refusal.exception, message, { status, javaClassName: refusal.javaClassName });
}

function remoteException(body: string) {
  try {
    const parsed: unknown = JSON.parse(body);
    const { exception, javaClassName, message } = Object(Object(parsed).RemoteException);
    if (typeof exception !== 'string') return undefined;
    return {
      exception,
      javaClassName: typeof javaClassName === 'string' ? javaClassName : exception,
      message: typeof message === 'string' ? message : exception,
    };
  } catch {
    return undefined;
  }
}
