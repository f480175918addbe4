/** Closed set of refusals. */
export type AgentErrorCode =
  | 'bad-task'
  | 'task-not-found'
  | 'agent-unreachable'
  | 'stale-epoch'
  | 'rung-too-low'
  | 'one-account-only'
  | 'home-unavailable'
  | 'disk-full'
  | 'volume-in-use'
  | 'agent-failed';

/** A refusal of the agent: what happened is the message; why and what to do are for the same person. */
export class AgentError extends Error {
  readonly code: AgentErrorCode;
  readonly why: string;
  readonly fix: string;

  constructor(code: AgentErrorCode, message: string, more: { why?: string; fix?: string; cause?: unknown } = {}) {
    super(message, { cause: more.cause });
    this.name = 'AgentError';
    this.code = code;
    this.why = more.why ?? '';
    this.fix = more.fix ?? '';
  }
}
