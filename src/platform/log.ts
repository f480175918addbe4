import { type DestinationStream, type Logger, pino } from 'pino';

export type { Logger };

/** Fields that carry secrets never reach a log, wherever they stand in a record. */
const secrets = ['password', 'token', 'secret', 'cookie', 'authorization'];

/** A structured log on standard error, one JSON object a line, with the process's name in each. */
export function createLog(process: string, level: string, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: { process },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: secrets.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: '[hidden]' },
  };
  return pino(options, destination ?? standardError({ sync: true }));
}

const largestBacklogBytes = 2 ** 20;

/** Standard error for a log, which may be a file on a full disk: lines are kept or dropped, the process goes on. */
export function standardError(options: { sync: boolean; minLength?: number; periodicFlush?: number }) {
  const destination = pino.destination({ fd: 2, maxLength: largestBacklogBytes, ...options });
  destination.on('error', () => {});
  return destination;
}
