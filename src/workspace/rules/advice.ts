import type { FailureReason, WorkspaceFailure } from '../contract.ts';
import { printable } from './printable.ts';

const tryAgain = 'Try again; if it fails again, show the lines below to your administrator.';

const advice: Record<FailureReason, string> = {
  'account-gone': 'Ask your administrator: the account is suspended or gone.',
  'agent-away': 'Try again in a moment; if it fails again, tell your administrator that no host answers.',
  completed: 'Start it again.',
  crashed: 'Start it again; if it happens each time, show the lines below to your administrator.',
  'home-failed': tryAgain,
  'host-restarted': 'Start it again; the machine was restarted.',
  killed: 'Start it again. Something on the host killed it; your administrator can see what.',
  lost: 'Start it again; the notebooks are as they were saved.',
  'out-of-memory': 'Start it again and work with less data at once, or ask your administrator for more memory.',
  'over-disk-limit': 'Start it again and delete what you do not need, or ask your administrator for more space.',
  'start-failed': tryAgain,
  stopped: 'Start it again.',
  'timed-out': tryAgain,
};

/** A failure: where, why, what happened in English, the last lines that it wrote, what to do. */
export function describeFailure(
  phase: WorkspaceFailure['phase'],
  reason: FailureReason,
  detail: string,
  log: string,
  parameters: WorkspaceFailure['parameters'] = {},
): WorkspaceFailure {
  const shown = printable(detail, longestDetail);
  return { phase, reason, parameters, detail: shown, advice: advice[reason], log: lastLines(log, 20) };
}

const longestDetail = 2000;

function lastLines(log: string, count: number): string[] {
  return log
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(-count)
    .map((line) => printable(line.trimEnd(), 500));
}
