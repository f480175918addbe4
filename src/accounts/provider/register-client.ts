import { ConstraintBroken, type Context, newSecret } from '../../platform/index.ts';
import { auditOf } from '../audit-entry.ts';
import { secretHash } from '../secret.ts';
import { insertAudit } from '../store/audit.ts';
import { requireAddresses, viewClient } from './client-view.ts';
import { type Client, registerClient as operation } from './contract.ts';
import type { ProviderParts } from './parts.ts';
import { refusal } from './problems.ts';
import { countClients, findClient, insertClient, type StoredClient } from './store/clients.ts';

interface Asked {
  readonly id: string;
  readonly kind: Client['kind'];
  readonly name: string;
  readonly trusted: boolean;
  readonly redirectUris: readonly string[];
  readonly signOutUris: readonly string[];
  readonly backChannelUri?: string | null;
}

/** Ids that begin so are the platform's own. */
const reserved = /^stoa(?:-|$)/;

/** Registers a site that signs people in with the platform. Its secret is kept as a hash, so it is shown this once. */
export async function registerClient(
  ctx: Context,
  { options, providerOptions }: ProviderParts,
  asked: Asked,
): Promise<Client & { secret: string | null }> {
  requireAddresses(asked, options.secure);
  const taken = () =>
    refusal['client-id-taken']({
      detail: `A client has the id "${asked.id}", or the platform keeps it.`,
      field: 'body/id',
    });
  if (reserved.test(asked.id) || (await findClient(ctx, asked.id))) throw taken();
  if ((await countClients(ctx)) >= providerOptions.mostClients)
    throw refusal['too-many-clients'](
      `There are at most ${providerOptions.mostClients} (openid.clients). Delete some that are not used.`,
    );
  const secret = asked.kind === 'public' ? null : newSecret();
  const { kind: _, ...given } = asked;
  const client: StoredClient = {
    ...given,
    backChannelUri: asked.backChannelUri ?? null,
    secretHash: secret === null ? null : secretHash(secret),
    createdAt: ctx.now(),
  };
  try {
    await ctx.commit(insertClient(client), insertAudit(auditOf(ctx, operation, { target: client.id })));
  } catch (error) {
    throw error instanceof ConstraintBroken ? taken() : error;
  }
  return { ...viewClient(client), secret };
}
