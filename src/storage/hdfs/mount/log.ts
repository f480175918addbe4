import { appendFileSync, statSync, truncateSync } from 'node:fs';
import { HdfsError } from '../client/hdfs-error.ts';

const mostBytes = 2 ** 20;

/** What went wrong, line by line, in a file that begins anew when it is full. */
export function errorLog(path: string): (cause: unknown) => void {
  return (cause) => {
    try {
      if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > mostBytes) truncateSync(path);
      appendFileSync(path, `${new Date().toISOString()} ${inOneLine(cause)}\n`, { mode: 0o600 });
    } catch {
      // The disk is full: the one who asked is told in any case.
    }
  };
}

function inOneLine(cause: unknown): string {
  if (cause instanceof HdfsError) return `${cause.exception} (${cause.status}): ${JSON.stringify(cause.message)}`;
  return JSON.stringify(cause instanceof Error ? (cause.stack ?? cause.message) : String(cause));
}
