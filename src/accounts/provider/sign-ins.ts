import type Provider from 'oidc-provider';
import type { KoaContextWithOIDC } from 'oidc-provider';
import type { Foundation } from '../../platform/index.ts';
import type { Revocations } from '../revocation.ts';
import { insertAudit } from '../store/audit.ts';
import { deleteSession } from '../store/sessions.ts';
import { deleteSessionRecord, sessionOfLink } from './store/records.ts';

interface Happened {
  readonly operation: string;
  readonly account: string | undefined;
  readonly client: string | undefined;
  readonly result?: string;
}

/**
 * What the platform does about what the library does: every sign-in to a site is in the audit before the site hears of it,
 * and who signs out through a site is signed out here too.
 */
export function watchSignIns(provider: Provider, foundation: Foundation, revocations: Revocations): void {
  const { database, log } = foundation;
  provider.on('server_error', (ctx, err) => log.error({ err, path: ctx.path }, 'a site could not be answered'));
  provider.on('backchannel.error', (_, err, client, account) =>
    log.warn({ err, client: client.clientId, account }, 'a client could not be told that a session has ended'),
  );
  const happened = new WeakMap<object, Happened[]>();
  const note = (ctx: KoaContextWithOIDC, one: Happened) => happened.set(ctx, [...(happened.get(ctx) ?? []), one]);
  provider.on('authorization.success', (ctx) => {
    const { session, client } = ctx.oidc;
    note(ctx, { operation: 'GET /oidc/auth', account: session?.accountId, client: client?.clientId });
  });
  provider.on('grant.revoked', (ctx) => {
    const { account, client, route } = ctx.oidc;
    const who = { account: account?.accountId, client: client?.clientId };
    if (route === 'token') note(ctx, { operation: 'POST /oidc/token', ...who, result: 'token-shown-twice' });
  });
  provider.use(async (ctx: KoaContextWithOIDC, next) => {
    await next();
    for (const one of happened.get(ctx) ?? []) await record(ctx, one);
    const session = ctx.oidc?.route === 'end_session_confirm' ? ctx.oidc.session : undefined;
    if (session && 'destroyed' in session) await signOut(ctx, session.uid);
  });

  async function record(ctx: KoaContextWithOIDC, { operation, account, client, result = 'ok' }: Happened) {
    const entry = {
      ...{ at: foundation.clock.now(), account, credentialId: undefined, operation, target: client ?? operation },
      ...{ remote: ctx.get('x-stoa-remote') || 'local', requestId: ctx.get('x-request-id'), result },
    };
    await database.commit([insertAudit(entry)]);
  }

  /** Nobody who has said "sign out" expects to be signed in still. */
  async function signOut(ctx: KoaContextWithOIDC, uid: string): Promise<void> {
    const link = await sessionOfLink(database, uid);
    if (!link) return;
    await database.commit([deleteSession(link.session), ...deleteSessionRecord(uid)]);
    await record(ctx, { operation: 'POST /oidc/sign-out', account: link.account, client: ctx.oidc.client?.clientId });
    await revocations.takeEffect([link.account]);
  }
}
