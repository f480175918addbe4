import { type Context, newSecret } from '../../platform/index.ts';
import { secretHash } from '../secret.ts';
import { requireClient } from './client-view.ts';
import { refusal } from './problems.ts';
import { updateClient } from './store/clients.ts';

export async function renewClientSecret(ctx: Context, id: string): Promise<{ secret: string }> {
  const client = await requireClient(ctx, id);
  if (client.secretHash === null)
    throw refusal['client-has-no-secret']('It proves each sign-in with PKCE alone. There is nothing to renew.');
  const secret = newSecret();
  await ctx.commit(updateClient({ ...client, secretHash: secretHash(secret) }));
  return { secret };
}
