import pino from 'pino';
import { createLog, type Logger } from '../platform/index.ts';

/**
 * One line for each request, without its query. Lines are written together, a moment later, so that a busy gateway does
 * not wait for its log.
 */
export function openAccessLog(level: string): { log: Logger; close(): void } {
  const destination = pino.destination({ fd: 2, sync: false, minLength: 8_192, periodicFlush: 500 });
  return { log: createLog('gateway', level, destination), close: () => destination.flushSync() };
}
