import type { EndReason } from '../../sandbox/index.ts';
import type { WorkspaceFailure } from '../contract.ts';

const advice: Record<EndReason, string> = {
  completed: 'Start it again.',
  stopped: 'Start it again.',
  crashed: 'Start it again; if it happens each time, show the lines below to your administrator.',
  killed: 'Start it again. Something on the host killed it; your administrator can see what.',
  'out-of-memory': 'Start it again and work with less data at once, or ask your administrator for more memory.',
  'over-disk-limit': 'Start it again and delete what you do not need, or ask your administrator for more space.',
  'start-failed': 'Try again; if it fails again, show the lines below to your administrator.',
  lost: 'Start it again; the notebooks are as they were saved.',
  'host-restarted': 'Start it again; the machine was restarted.',
};

/** A failure in words: what happened, the last lines it wrote, what to do. */
export function describeFailure(
  phase: string,
  reason: EndReason | 'timed-out' | 'agent-away' | 'home-failed',
  detail: string,
  log: string,
): WorkspaceFailure {
  const next =
    reason === 'timed-out' || reason === 'agent-away' || reason === 'home-failed'
      ? advice['start-failed']
      : advice[reason];
  return { phase, reason, detail, advice: next, log: lastLines(log, 20) };
}

function lastLines(log: string, count: number): string[] {
  return log
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(-count)
    .map((line) => line.slice(0, 500));
}
