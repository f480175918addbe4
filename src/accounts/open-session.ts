import { Answer, type Command, type Context, newId, newSecret } from '../platform/index.ts';
import type { Session } from './contract.ts';
import type { Parts } from './parts.ts';
import { setCookie } from './rules/cookie.ts';
import { sessionEnd } from './rules/session-lifetime.ts';
import { secretHash } from './secret.ts';
import type { StoredAccount } from './store/accounts.ts';
import { deleteSession, deleteSessionsBeyond, insertSession } from './store/sessions.ts';

/** Nobody uses so many browsers; who signs in more often loses the session that was not used for the longest. */
const mostSessions = 100;

/**
 * A new session for the account, with a secret that nobody has seen before; the one that the request came with ends, so
 * nobody can be made to sign in to a session that somebody else knows.
 */
export function openSession(parts: Parts, ctx: Context, account: StoredAccount) {
  const { lifetimes, secure } = parts.options;
  const at = ctx.now();
  const secret = newSecret();
  const longestUntil = at + lifetimes.longestMilliseconds;
  const before = ctx.identity?.via === 'session' ? ctx.identity : undefined;
  const commands: Command[] = [
    ...insertSession({
      ...{ id: newId(at), secretHash: secretHash(secret), account: account.name, at, longestUntil },
      remote: ctx.remote,
      client: (ctx.header('user-agent') ?? '').slice(0, 300),
    }),
    deleteSessionsBeyond(account.name, mostSessions),
    ...(before ? [deleteSession(before.credentialId)] : []),
  ];
  const reply: Session = {
    account: describe(account),
    via: 'session',
    scopes: ['all'],
    mustChangePassword: account.mustChangePassword,
    expiresAt: sessionEnd(at, longestUntil, lifetimes),
  };
  const cookie = setCookie(secure, secret, Math.floor(lifetimes.longestMilliseconds / 1000));
  return {
    commands,
    answer: new Answer(reply, { 'set-cookie': cookie }),
    /** Whose credentials this changes. */
    accounts: [...new Set([account.name, ...(before ? [before.account] : [])])],
  };
}

export function describe(account: StoredAccount): Session['account'] {
  const { name, displayName, uid, label, administrator: admin, groups } = account;
  return { name, displayName, uid, label, admin, groups: [...groups] };
}
