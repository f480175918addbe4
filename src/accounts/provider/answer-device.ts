import type { Context } from '../../platform/index.ts';
import type { ProviderParts } from './parts.ts';
import { sessionBeganAt } from './store/records.ts';
import { requireDevice } from './waiting-device.ts';

/** Gives the program that waits behind the code what it asked for, or tells it no. */
export async function answerDevice(ctx: Context, parts: ProviderParts, typed: string, allow: boolean): Promise<null> {
  const code = await requireDevice(ctx, parts, typed);
  const { account, credentialId } = ctx.caller();
  const signedInAt = (await sessionBeganAt(ctx, credentialId)) ?? ctx.now();
  await ctx.commit();
  if (!allow) {
    Object.assign(code, { error: 'access_denied', errorDescription: 'the person did not allow it' });
    await code.save();
    return null;
  }
  const { Grant } = parts.provider.now;
  const grant = new Grant({ accountId: account, clientId: code.clientId });
  grant.addOIDCScope('openid');
  const grantId = await grant.save();
  Object.assign(code, { accountId: account, grantId, scope: 'openid', authTime: Math.floor(signedInAt / 1000) });
  await code.save();
  return null;
}
