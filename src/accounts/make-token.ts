import { type Context, common, newId, type Scope } from '../platform/index.ts';
import type { TokenEntry } from './contract.ts';
import type { Parts } from './parts.ts';
import { wrong } from './problems.ts';
import { type Maker, whyNotGrant } from './rules/token-grant.ts';
import { newToken, secretHash } from './secret.ts';
import { countOf } from './store/tables.ts';
import { findToken, insertToken, type StoredToken } from './store/tokens.ts';
import { hintLength, viewToken } from './token-view.ts';

/** Enough for every machine and script of one person; a program that makes one a run should revoke them. */
export const mostTokens = 500;

export interface AskedToken {
  readonly name: string;
  readonly scopes?: readonly Scope[];
  readonly expiresAt?: number | string | null;
}

/** Makes a token that gives no more than its maker has, and ends with the token that it was made with. */
export async function makeToken(
  ctx: Context,
  parts: Parts,
  asked: AskedToken,
): Promise<TokenEntry & { readonly token: string }> {
  const { account, via, credentialId, scopes: makersScopes } = ctx.caller();
  const parent = via === 'token' ? await findToken(ctx, account, credentialId) : undefined;
  const maker = { scopes: makersScopes, expiresAt: parent?.expiresAt ?? null };
  const expiresAt = asked.expiresAt === undefined ? maker.expiresAt : asTime(asked.expiresAt);
  const scopes = [...new Set(asked.scopes ?? makersScopes)];
  requireGrant(maker, { scopes, expiresAt }, ctx.now());
  if ((await countOf(ctx, 'token', account)) >= mostTokens)
    throw wrong['too-many-tokens'](`An account has at most ${mostTokens}. Revoke some that are not used.`);

  const token = newToken();
  const stored: StoredToken = {
    ...{ id: newId(ctx.now()), secretHash: secretHash(token), account, name: asked.name, scopes, expiresAt },
    ...{ createdAt: ctx.now(), seenAt: null, hint: token.slice(0, hintLength) },
    ...{ parent: parent?.id ?? null, workspaceTask: parent?.workspaceTask ?? null },
  };
  await ctx.commit(insertToken(stored));
  await parts.credentials.followEverywhere(account);
  return { token, ...viewToken(stored) };
}

function asTime(given: number | string | null): number | null {
  if (typeof given !== 'string') return given;
  const time = Date.parse(given);
  if (Number.isNaN(time))
    throw common['bad-request']({
      field: 'body/expiresAt',
      detail: 'body/expiresAt: expected milliseconds since 1970, or a date and time like 2030-12-31T12:00:00Z',
    });
  return time;
}

function requireGrant(maker: Maker, grant: Maker, now: number): void {
  const fault = whyNotGrant(maker, grant, now);
  if (fault === 'too-wide')
    throw wrong['token-too-wide'](
      `Yours allows ${maker.scopes.join(', ')}; it was asked for ${grant.scopes.join(', ')}.`,
    );
  if (fault === 'lives-too-long')
    throw wrong['token-lives-too-long'](`Yours ends at ${new Date(maker.expiresAt ?? 0).toISOString()}.`);
  if (fault === 'already-over')
    throw common['bad-request']({ field: 'body/expiresAt', detail: 'body/expiresAt: expected a time in the future' });
}
