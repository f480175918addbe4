import { AgentError, type EndReason } from '../sandbox/index.ts';
import type { WorkspaceFailure } from './contract.ts';
import { describeFailure } from './rules/advice.ts';

/** Without what only tasks of a tenant's own choosing end of. */
type WorkspaceEnd = Exclude<EndReason, 'fetch-failed' | 'unhealthy' | 'interrupted'>;

export function workspaceEnd(reason: EndReason | undefined, otherwise: WorkspaceEnd): WorkspaceEnd {
  if (reason === 'interrupted') return 'start-failed';
  return reason === undefined || reason === 'fetch-failed' || reason === 'unhealthy' ? otherwise : reason;
}

/** The task ended while it was being launched. */
export class TaskOver extends Error {
  readonly reason: WorkspaceEnd;
  constructor(reason: EndReason | undefined, detail: string | undefined) {
    super(detail || 'The sandbox ended.');
    this.reason = workspaceEnd(reason, 'start-failed');
  }
}

/** The account is suspended or gone. */
export class AccountGone extends Error {
  constructor() {
    super('The account is suspended or gone.');
  }
}

/** @param timedOutSeconds  how long the launch was given, when that was over; else null */
export function explainFailure(
  phase: WorkspaceFailure['phase'],
  error: unknown,
  timedOutSeconds: number | null,
  log: string,
): WorkspaceFailure {
  if (error instanceof TaskOver) return describeFailure(phase, error.reason, error.message, log);
  if (error instanceof AccountGone) return describeFailure(phase, 'account-gone', error.message, log);
  if (timedOutSeconds !== null) {
    const detail = `It did not get further than this within ${timedOutSeconds} s.`;
    return describeFailure(phase, 'timed-out', detail, log, { seconds: timedOutSeconds });
  }
  const reason = phase === 'home' ? 'home-failed' : 'start-failed';
  if (error instanceof AgentError) {
    const why = [error.message, error.why, error.fix].filter((part) => part !== '').join(' ');
    return describeFailure(phase, error.code === 'agent-unreachable' ? 'agent-away' : reason, why, log);
  }
  return describeFailure(phase, reason, error instanceof Error ? error.message : String(error), log);
}
