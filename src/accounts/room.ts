import { type AuditEntry, type Command, type Foundation, type Identity, type Room, route } from '../platform/index.ts';
import * as contract from './contract.ts';
import { ensureFirstAdministrator } from './ensure-first-administrator.ts';
import { getSession } from './get-session.ts';
import { GuessBrake } from './guess-brake.ts';
import { identify } from './identify.ts';
import { LiveCredentials } from './live-credentials.ts';
import { type AccountsOptions, settle } from './options.ts';
import type { Parts } from './parts.ts';
import { Passwords } from './passwords.ts';
import { accountsPolicies } from './policy.ts';
import { type RevocationHandler, Revocations } from './revocation.ts';
import { signIn } from './sign-in.ts';
import { signOut } from './sign-out.ts';
import { beginNumbersAt } from './store/accounts.ts';
import { insertAudit } from './store/audit.ts';

/** The built-in directory, sign-in and the audit trail, for the control process. */
export interface AccountsRoom extends Room {
  /** @throws Problem wrong-origin where another site made the browser send a request that changes something */
  identify(
    headers: Readonly<Record<string, string | undefined>>,
    method: Parameters<typeof identify>[3],
  ): Promise<Identity | undefined>;
  /** The command that stores an audit record. */
  auditCommand(entry: AuditEntry): Command;
  /** Registers what a room does when somebody is suspended, deleted, or leaves a group; awaited, with a deadline. */
  onRevocation(handler: RevocationHandler): void;
  /** Makes `admin` where there is no account yet. */
  ensureFirstAdministrator(given: {
    readonly password?: string | undefined;
  }): Promise<{ readonly name: string; readonly oneTimePassword?: string } | undefined>;
}

/** Reads who is who, and begins to keep the gateways' replica. */
export async function accountsRoom(foundation: Foundation, given: AccountsOptions): Promise<AccountsRoom> {
  const options = settle(given);
  const credentials = new LiveCredentials(foundation, options.lifetimes);
  const parts: Parts = {
    foundation,
    options,
    passwords: new Passwords(options.hashCost, options.hashesAtOnce, options.hashesWaiting),
    brake: new GuessBrake(options.guessing, () => foundation.clock.monotonic()),
    credentials,
    revocations: new Revocations(foundation, credentials, options.revocationMilliseconds),
  };
  await foundation.database.commit([beginNumbersAt(options.firstUid)]);
  await credentials.load();
  return {
    routes: routesOf(parts),
    policies: accountsPolicies,
    identify: async (headers, method) => identify(credentials, options, headers, method),
    auditCommand: insertAudit,
    onRevocation: (handler) => parts.revocations.handle(handler),
    ensureFirstAdministrator: (asked) => ensureFirstAdministrator(foundation, parts.passwords, asked),
  };
}

function routesOf(parts: Parts) {
  return [
    route(contract.signIn, (ctx, { body }) => signIn(ctx, parts, body)),
    route(contract.getSession, (ctx) => getSession(ctx, parts)),
    route(contract.signOut, (ctx) => signOut(ctx, parts)),
  ];
}
