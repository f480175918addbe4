import type { Scope } from '../../platform/index.ts';

/** What the maker of a token has: a session has everything, a token what it was given. */
export interface Maker {
  readonly scopes: readonly Scope[];
  /** When the maker's own credential ends for good; null: never, or it is a session, whose end binds no token. */
  readonly expiresAt: number | null;
}

export interface Grant {
  readonly scopes: readonly Scope[];
  readonly expiresAt: number | null;
}

export type GrantFault = 'too-wide' | 'lives-too-long' | 'already-over';

/** Why a token is refused: it never gives more than its maker has. */
export function whyNotGrant(maker: Maker, grant: Grant, now: number): GrantFault | undefined {
  if (grant.expiresAt !== null && grant.expiresAt <= now) return 'already-over';
  if (!maker.scopes.includes('all') && grant.scopes.some((scope) => !maker.scopes.includes(scope))) return 'too-wide';
  if (maker.expiresAt !== null && (grant.expiresAt ?? Number.POSITIVE_INFINITY) > maker.expiresAt)
    return 'lives-too-long';
  return undefined;
}
