import { type Logger, pino } from 'pino';
import { standardError } from '../platform/index.ts';

/**
 * One line for each request: no query and no headers, so nothing in it needs hiding. Lines are written together, a
 * moment later, so that a busy gateway does not wait for its log.
 */
export function openAccessLog(level: string): { log: Logger; close(): void } {
  const destination = standardError({ sync: false, minLength: 8_192, periodicFlush: 500 });
  const log = pino({ level, base: { process: 'gateway' }, timestamp: pino.stdTimeFunctions.isoTime }, destination);
  return { log, close: () => flush(destination) };
}

function flush(destination: ReturnType<typeof standardError>): void {
  try {
    destination.flushSync();
  } catch {
    // A full disk: the last lines are lost, the gateway still ends as it should.
  }
}
