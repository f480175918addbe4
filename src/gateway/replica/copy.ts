import type { Clock } from '../../platform/index.ts';
import type { TargetKind } from '../rules/tenant-route.ts';
import {
  type Account,
  type Credential,
  readAccount,
  readCredential,
  readTarget,
  type StreamLine,
  type Target,
} from './entries.ts';

interface Tables {
  readonly credentials: Map<string, Credential>;
  readonly accounts: Map<string, Account>;
  readonly routes: Map<string, Target>;
}

/** Told while a change is applied, before it is acknowledged: what was open on the strength of this must end now. */
export interface CopyWatcher {
  credentialGone(key: string): void;
  accountGone(name: string): void;
  routesChanged(): void;
}

/**
 * The gateway's copy of who may come in and where their servers are.
 *
 *   empty ── snapshot ──> current ── control gone for `aloneMs` ──> stale ── snapshot ──> current
 *
 * A snapshot after a lost connection replaces the copy as a whole; until it is complete the old one holds.
 */
export class ReplicaCopy {
  readonly #clock: Clock;
  readonly #aloneMs: number;
  readonly #watcher: CopyWatcher;
  #tables = emptyTables();
  #arriving: Tables | undefined;
  #revision = -1;
  #heardAt = Number.NEGATIVE_INFINITY;
  readonly #waiting = new Set<() => void>();

  constructor(clock: Clock, aloneMs: number, watcher: CopyWatcher) {
    this.#clock = clock;
    this.#aloneMs = aloneMs;
    this.#watcher = watcher;
  }

  /** The last revision that is applied; -1 before the first snapshot. */
  get revision(): number {
    return this.#revision;
  }

  get state(): 'empty' | 'current' | 'stale' {
    if (this.#revision < 0) return 'empty';
    return this.#clock.monotonic() - this.#heardAt > this.#aloneMs ? 'stale' : 'current';
  }

  /** Accounts whose sandboxes talk to the platform: those with a workspace, and those with executors of a framework. */
  get insideAccounts(): ReadonlySet<string> {
    const accounts = new Set<string>();
    for (const key of this.#tables.routes.keys()) {
      const [account = '', kind] = key.split(' ');
      if (kind === 'workspace' || kind === 'executors') accounts.add(account);
    }
    return accounts;
  }

  get sockets(): ReadonlySet<string> {
    return new Set([...this.#tables.routes.values()].map(({ socket }) => socket));
  }

  get sizes(): { credentials: number; accounts: number; routes: number } {
    const { credentials, accounts, routes } = this.#tables;
    return { credentials: credentials.size, accounts: accounts.size, routes: routes.size };
  }

  /** The credential behind this key, when it and its account may be used at this moment. */
  credential(key: string): Credential | undefined {
    const credential = this.#tables.credentials.get(key);
    return credential && isUsable(this.#tables, credential, this.#clock.now()) ? credential : undefined;
  }

  /** Whether the credential was good once and is so no more, by the clock. Unknown ones never were. */
  hasEnded(key: string): boolean {
    const credential = this.#tables.credentials.get(key);
    return credential !== undefined && !isUsable(this.#tables, credential, this.#clock.now());
  }

  target(account: string, kind: TargetKind): Target | undefined {
    return this.#tables.routes.get(`${account} ${kind}`);
  }

  /** A new connection to control: a snapshot follows. */
  begin(): void {
    this.#arriving = emptyTables();
  }

  /** Whether the line completed something that control waits to have acknowledged. */
  take(line: StreamLine): boolean {
    this.#heardAt = this.#clock.monotonic();
    if (line.type === 'beat') return false;
    if (line.type === 'snapshot') {
      this.#replace(line.revision);
      return true;
    }
    store(this.#arriving ?? this.#tables, line, this.#arriving ? undefined : this.#watcher);
    if (this.#arriving) return false;
    this.#advance(line.revision);
    return true;
  }

  /** Resolves true when the revision is applied, false when the signal ends the wait. */
  async reached(revision: number, signal: AbortSignal): Promise<boolean> {
    while (this.#revision < revision) {
      if (signal.aborted) return false;
      await new Promise<void>((resolve) => {
        const wake = () => {
          this.#waiting.delete(wake);
          signal.removeEventListener('abort', wake);
          resolve();
        };
        this.#waiting.add(wake);
        signal.addEventListener('abort', wake, { once: true });
      });
    }
    return true;
  }

  #replace(revision: number): void {
    const before = this.#tables;
    this.#tables = this.#arriving ?? emptyTables();
    this.#arriving = undefined;
    for (const [key, credential] of before.credentials)
      if (isNarrower(this.#tables.credentials.get(key), credential)) this.#watcher.credentialGone(key);
    for (const name of before.accounts.keys())
      if (this.#tables.accounts.get(name)?.suspended !== false) this.#watcher.accountGone(name);
    this.#watcher.routesChanged();
    this.#advance(revision);
  }

  #advance(revision: number): void {
    this.#revision = revision;
    for (const wake of [...this.#waiting]) wake();
  }
}

function emptyTables(): Tables {
  return { credentials: new Map(), accounts: new Map(), routes: new Map() };
}

function isUsable({ accounts }: Tables, credential: Credential, now: number): boolean {
  if (typeof credential.expiresAt === 'number' && credential.expiresAt <= now) return false;
  return accounts.get(credential.account)?.suspended === false;
}

/** Whether the credential allows less than it did: what it opened is then closed. */
function isNarrower(after: Credential | undefined, before: Credential): boolean {
  if (after === undefined || after.account !== before.account) return true;
  if (after.mustChangePassword && !before.mustChangePassword) return true;
  return before.scopes.some((scope) => !after.scopes.includes(scope));
}

type Entry = Extract<StreamLine, { type: 'entry' }>;

/** Kinds that this release does not know are left out. */
function store(tables: Tables, { kind, key, value }: Entry, watcher: CopyWatcher | undefined): void {
  if (kind === 'credential') {
    const before = tables.credentials.get(key);
    if (value === null) tables.credentials.delete(key);
    else tables.credentials.set(key, readCredential(value));
    if (before && isNarrower(tables.credentials.get(key), before)) watcher?.credentialGone(key);
  } else if (kind === 'account') {
    const account = value === null ? undefined : readAccount(value);
    if (account) tables.accounts.set(key, account);
    else tables.accounts.delete(key);
    if (account?.suspended !== false) watcher?.accountGone(key);
  } else if (kind === 'route') {
    if (value === null) tables.routes.delete(key);
    else tables.routes.set(key, readTarget(value));
    watcher?.routesChanged();
  }
}
