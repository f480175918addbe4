import { statfsSync } from 'node:fs';
import { AgentError } from './agent-error.ts';

/** What a task's folder, its records and the start of its log need. */
const leastBytes = 2 ** 20;

/** Refuses a start that would break off in the middle of writing down what it started. */
export function requireRoomToStart(folder: string): void {
  const { bavail, bsize } = statfsSync(folder);
  if (bavail * bsize < leastBytes) throw diskFull();
}

/** The error in words where it comes from a full disk; else as it is. */
export function explainFullDisk(cause: unknown): unknown {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  const full =
    code === 'ENOSPC' || code === 'EDQUOT' || (cause instanceof Error && /No space left/.test(cause.message));
  return full ? diskFull(cause) : cause;
}

const diskFull = (cause?: unknown) =>
  new AgentError(
    'disk-full',
    'The disk of the platform is full: there is no room to start anything. An administrator has to make room on the ' +
      'disk of its data folder; then it can be started.',
    { cause },
  );
