/** Who is asking, as the edge has proved it. */
export interface Identity {
  /** The account's canonical name. */
  readonly account: string;
  readonly uid: number;
  readonly administrator: boolean;
  readonly via: 'session' | 'token';
  /** Id of the session or token (not its secret). */
  readonly credentialId: string;
  /** What a token allows; a session allows 'all'. */
  readonly scopes: readonly Scope[];
  /** True while a one-time password waits to be changed: nothing else is allowed. */
  readonly mustChangePassword: boolean;
}

/**
 * - `all`: everything that the account may do
 * - `read`: only look
 * - `workspace`: start, stop and use the own workspace and files
 */
export type Scope = 'all' | 'read' | 'workspace';
