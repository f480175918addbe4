import type { AuditEntry, Command, Foundation, Identity, Room } from '../platform/index.ts';
import { AuditFile } from './audit-file.ts';
import { openDirectory } from './directory/open-directory.ts';
import { ensureFirstAdministrator, type FirstPassword } from './ensure-first-administrator.ts';
import { GuessBrake } from './guess-brake.ts';
import { identify } from './identify.ts';
import { LiveCredentials } from './live-credentials.ts';
import { type AccountsOptions, settle } from './options.ts';
import type { Parts } from './parts.ts';
import { Passwords } from './passwords.ts';
import { accountsPolicies } from './policy.ts';
import { type OpenProvider, openProvider } from './provider/open-provider.ts';
import { providerDefaults } from './provider/options.ts';
import { type RevocationHandler, Revocations } from './revocation.ts';
import { routesOf } from './routes.ts';
import { beginNumbersAt, findAccount, numberTaken, type StoredAccount } from './store/accounts.ts';
import { insertAudit } from './store/audit.ts';
import { findGroup, findGroupsOf } from './store/groups.ts';
import { startUpkeep } from './upkeep.ts';
import { endWorkspaceTokens, issueWorkspaceToken } from './workspace-token.ts';

/** The built-in directory, sign-in and the audit trail, for the control process. */
export interface AccountsRoom extends Room {
  /** @throws Problem wrong-origin where another site made the browser send a request that changes something */
  identify(
    headers: Readonly<Record<string, string | undefined>>,
    method: Parameters<typeof identify>[3],
  ): Promise<Identity | undefined>;
  /** Credentials, by the sha256 of their secret, that were used where this room does not see it. */
  noteUses(uses: readonly { readonly key: string; readonly remote: string }[]): void;
  /** The command that stores an audit record. */
  auditCommand(entry: AuditEntry): Command;
  /** Registers what a room does when somebody is suspended, deleted, or leaves a group; awaited, with a deadline. */
  onRevocation(handler: RevocationHandler): void;
  /** Makes `admin` where there is no account yet. */
  ensureFirstAdministrator(
    given: FirstPassword,
  ): Promise<{ readonly name: string; readonly oneTimePassword?: string } | undefined>;
  /** An account that exists; suspended ones are found too. */
  account(name: string): Promise<Tenant | undefined>;
  /** The account's groups, with their numbers. */
  groupsOf(name: string): Promise<readonly { readonly name: string; readonly gid: number }[]>;
  hasGroup(name: string): Promise<boolean>;
  /** A token for what runs inside a workspace; it ends with the workspace's task. */
  issueWorkspaceToken(account: string, taskId: string): Promise<string>;
  endWorkspaceTokens(taskId: string): Promise<void>;
  /** Serves the addresses at which other sites sign people in. */
  openProviderDoor: OpenProvider['openDoor'];
}

/** An account as other rooms need it. Its gid is its uid. */
export interface Tenant {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly label: string;
  readonly displayName: string;
  readonly administrator: boolean;
  readonly suspended: boolean;
  readonly primaryGroup: string;
}

function asTenant(account: StoredAccount): Tenant {
  const { name, uid, label, displayName, administrator, suspended, primaryGroup } = account;
  return { name, uid, gid: uid, label, displayName, administrator, suspended, primaryGroup };
}

/** A commit takes about so long; the audit file is looked at after it. */
const auditDelayMilliseconds = 50;

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
  await foundation.database.commit([beginNumbersAt(options.firstUid), numberTaken]);
  await credentials.load();
  const file = options.auditFile === undefined ? undefined : new AuditFile(foundation, options.auditFile);
  const upkeep = startUpkeep(parts);
  const provider = await openProvider(parts, { ...providerDefaults, ...given.provider });
  const source = await openDirectory(parts, given.directory);
  const closing = new AbortController();
  return {
    routes: [...routesOf(parts, source.directory, closing.signal), ...source.routes, ...provider.routes],
    policies: { ...accountsPolicies, ...source.policies, ...provider.policies },
    openProviderDoor: provider.openDoor,
    identify: async (headers, method) => identify(credentials, options, headers, method),
    noteUses(uses) {
      for (const { key, remote } of uses) {
        const found = credentials.find(key);
        if (found) credentials.use(found, remote);
      }
    },
    auditCommand(entry) {
      if (file) setTimeout(() => void file.catchUp(), auditDelayMilliseconds).unref();
      return insertAudit(entry);
    },
    onRevocation: (handler) => parts.revocations.handle(handler),
    ensureFirstAdministrator: (asked) => ensureFirstAdministrator(foundation, parts.passwords, asked),
    account: (name) => findAccount(foundation.database, name).then((found) => found && asTenant(found)),
    groupsOf: (name) => findGroupsOf(foundation.database, name),
    hasGroup: async (name) => (await findGroup(foundation.database, name)) !== undefined,
    issueWorkspaceToken: (account, taskId) => issueWorkspaceToken(foundation, credentials, account, taskId),
    endWorkspaceTokens: (taskId) => endWorkspaceTokens(foundation, credentials, taskId),
    async close() {
      closing.abort();
      await source.close?.();
      await provider.close?.();
      await upkeep.close();
      await file?.close();
    },
  };
}
