import type { EndReason, TaskLimits } from '../task.ts';

/** What is known when nothing of a task runs any more. */
export interface Ending {
  /** Its first process had started. */
  started: boolean;
  /** It is one of Docker's. */
  container: boolean;
  /** Of the sandbox's first process, only when somebody who waited for it wrote it down. */
  exitCode: number | undefined;
  oomKills: number;
  /** The platform ended it, and why. */
  ended: 'stopped' | 'out-of-memory' | 'over-disk-limit' | 'unhealthy' | undefined;
  /** A file that it asked for could not be had. */
  fetchFailed: boolean;
  sameBoot: boolean;
  limits: Pick<TaskLimits, 'memoryBytes' | 'diskBytes' | 'files' | 'workBytes' | 'workFiles'>;
  /** Last lines that it printed. */
  lastWords: string;
}

export interface Outcome {
  phase: 'ended' | 'failed';
  reason: EndReason;
  detail: string;
}

export const mebibytes = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MiB`;

/** Never more than is known: without a code nothing is said about one. */
export function outcome(ending: Ending): Outcome {
  const { exitCode, limits } = ending;
  if (!ending.sameBoot) return ended('host-restarted', 'The machine was restarted while it ran.');
  if (!ending.started && ending.ended === 'stopped') return ended('stopped', 'It was stopped before it had started.');
  if (ending.fetchFailed)
    return { phase: 'failed', reason: 'fetch-failed', detail: ending.lastWords || 'A file could not be fetched.' };
  if (!ending.started) {
    const failed = ending.container ? 'The container did not start.' : 'The sandbox did not start.';
    if (ending.lastWords) return { phase: 'failed', reason: 'start-failed', detail: `${failed} ${ending.lastWords}` };
    return {
      phase: 'failed',
      reason: 'interrupted',
      detail: `${failed} The agent was restarted in the middle of it; launch it again.`,
    };
  }
  if (ending.ended === 'stopped') return ended('stopped', 'It was stopped.');
  if (ending.ended === 'unhealthy') return ended('unhealthy', 'Its health check failed too often one after the other.');
  if (ending.ended === 'over-disk-limit') {
    const disk = mebibytes(limits.workBytes ?? limits.diskBytes);
    return ended(
      'over-disk-limit',
      `It is over its limit of ${disk} of disk or ${limits.workFiles ?? limits.files} files.`,
    );
  }
  if (ending.ended === 'out-of-memory' || (exitCode === 137 && ending.oomKills > 0)) {
    return ended(
      'out-of-memory',
      `It was killed for memory: it used all of its limit of ${mebibytes(limits.memoryBytes)}.`,
    );
  }
  if (exitCode === undefined) return ended('lost', 'It is gone, and its exit code with it.');
  if (exitCode === 0) return ended('completed', 'It ended by itself.');
  if (exitCode > 128) return ended('killed', `It was ended by signal ${exitCode - 128}.`);
  return ended('crashed', `It ended with code ${exitCode}. ${ending.lastWords}`.trim());
}

const ended = (reason: EndReason, detail: string): Outcome => ({ phase: 'ended', reason, detail });
