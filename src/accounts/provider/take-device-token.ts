import { type Context, newId } from '../../platform/index.ts';
import { auditOf } from '../audit-entry.ts';
import { mostTokens } from '../make-token.ts';
import { wrong } from '../problems.ts';
import { newToken, secretHash } from '../secret.ts';
import { insertAudit } from '../store/audit.ts';
import { countOf } from '../store/tables.ts';
import { insertToken } from '../store/tokens.ts';
import { hintLength } from '../token-view.ts';
import { commandLineClient } from './client-metadata.ts';
import { takeDeviceToken as operation } from './contract.ts';
import type { ProviderParts } from './parts.ts';
import { refusal } from './problems.ts';
import { deleteGrant, takeGrant } from './store/records.ts';

/** As long as one that the command line makes after a sign-in with a password. */
const tokenMilliseconds = 90 * 24 * 60 * 60_000;

/** Turns what the device flow has given to the command line into an ordinary token of the platform. It works once. */
export async function takeDeviceToken(
  ctx: Context,
  parts: ProviderParts,
  { accessToken, name }: { readonly accessToken: string; readonly name: string },
): Promise<{ token: string }> {
  const shown = await parts.provider.now.AccessToken.find(accessToken);
  if (shown?.clientId !== commandLineClient || shown.grantId === undefined)
    throw refusal['device-code-not-found']('Begin again: stoa sign-in --device ADDRESS');
  const account = shown.accountId;
  if ((await countOf(ctx, 'token', account)) >= mostTokens)
    throw wrong['too-many-tokens'](`An account has at most ${mostTokens}. Revoke some that are not used.`);
  const token = newToken();
  const now = ctx.now();
  await ctx.commit(
    takeGrant(shown.grantId),
    insertToken({
      ...{ id: newId(now), secretHash: secretHash(token), account, name, scopes: ['all'] },
      ...{ createdAt: now, expiresAt: now + tokenMilliseconds, seenAt: null, hint: token.slice(0, hintLength) },
      ...{ parent: null, workspaceTask: null },
    }),
    deleteGrant(shown.grantId),
    insertAudit(auditOf(ctx, operation, { account, target: name })),
  );
  await parts.credentials.followEverywhere(account);
  return { token };
}
