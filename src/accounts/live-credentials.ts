import type { Foundation, Identity } from '../platform/index.ts';
import { type SessionLifetimes, sessionEnd } from './rules/session-lifetime.ts';
import { dropExpired, findCredentials, markSeen, type StoredCredential } from './store/credentials.ts';
import { findReplicated } from './store/replicated.ts';

/** A credential that opens a door, as control and the gateways know it. */
export interface LiveCredential extends Omit<StoredCredential, 'seenAt'> {
  seenAt: number;
}

/** What gateways keep of a credential; kind `credential`, key sha256 of the secret in hex. */
export interface ReplicatedCredential {
  readonly account: string;
  readonly uid: number;
  readonly label: string;
  readonly administrator: boolean;
  readonly via: 'session' | 'token';
  readonly credentialId: string;
  readonly scopes: Identity['scopes'];
  /** When it ends unless it is used again; null: never. */
  readonly expiresAt: number | null;
  readonly mustChangePassword: boolean;
}

/** What gateways keep of an account; kind `account`, key its name. */
export interface ReplicatedAccount {
  readonly uid: number;
  readonly label: string;
  readonly suspended: boolean;
}

/** Something that was given is answered after so long even when a gateway does not say that it knows it. */
const gatewayMilliseconds = 1_000;

/** A use is written down at most so often. */
const seenMilliseconds = 60_000;

/**
 * Every credential that works today, in memory and in the gateways' replica. The database stays the truth: after each
 * commit the account concerned is read again, one account at a time, so what is set last is what was committed last.
 */
export class LiveCredentials {
  readonly #foundation: Foundation;
  readonly #lifetimes: SessionLifetimes;
  readonly #byKey = new Map<string, LiveCredential>();
  readonly #keysOf = new Map<string, Set<string>>();
  readonly #used = new Map<string, { readonly credential: LiveCredential; readonly remote: string }>();
  readonly #waiting = new Map<string, Promise<number>>();
  #turn: Promise<unknown> = Promise.resolve();

  constructor(foundation: Foundation, lifetimes: SessionLifetimes) {
    this.#foundation = foundation;
    this.#lifetimes = lifetimes;
  }

  async load(): Promise<void> {
    await this.#foundation.database.commit(dropExpired(this.#foundation.clock.now(), this.#lifetimes.idleMilliseconds));
    for (const account of await findReplicated(this.#foundation.database)) this.#setAccount(account);
    for (const stored of await findCredentials(this.#foundation.database)) this.#set(stored);
  }

  /** Brings an account up to date; gives the replica's revision that holds it. Those who wait for their turn share it. */
  async follow(account: string): Promise<number> {
    const waiting = this.#waiting.get(account);
    if (waiting) return await waiting;
    const turn = this.#turn.then(() => {
      this.#waiting.delete(account);
      return this.#followNow(account);
    });
    this.#waiting.set(account, turn);
    this.#turn = turn.catch(() => undefined);
    return await turn;
  }

  /**
   * The same for something given: resolves when gateways know it too, so that its very first use works. One that is
   * away learns of it when it is back.
   */
  async followEverywhere(account: string): Promise<void> {
    const revision = await this.follow(account);
    await this.#foundation.replica.taken(revision, AbortSignal.timeout(gatewayMilliseconds)).catch(() => undefined);
  }

  /** Tells gateways of every account: after so many new ones that to follow each would take long. */
  async followAll(): Promise<void> {
    const turn = this.#turn.then(async () => {
      for (const account of await findReplicated(this.#foundation.database)) this.#setAccount(account);
    });
    this.#turn = turn.catch(() => undefined);
    await turn;
  }

  async #followNow(name: string): Promise<number> {
    const { database } = this.#foundation;
    const [account] = await findReplicated(database, name);
    const stored = await findCredentials(database, name);
    const keys = new Set(stored.map(({ key }) => key));
    let revision = this.#setAccount(account ?? { name });
    for (const key of this.#keysOf.get(name) ?? []) if (!keys.has(key)) revision = this.#remove(key);
    for (const each of stored) revision = this.#set(each) ?? revision;
    return revision;
  }

  /** The credential with this key (sha256 of its secret), when it is not over. */
  find(key: string): LiveCredential | undefined {
    const credential = this.#byKey.get(key);
    if (!credential) return undefined;
    const end = this.endOf(credential);
    return end !== null && end <= this.#foundation.clock.now() ? undefined : credential;
  }

  /** When a credential ends unless it is used again; null: never. */
  endOf({ via, longestUntil, seenAt }: LiveCredential): number | null {
    if (via === 'token' || longestUntil === null) return longestUntil;
    return sessionEnd(seenAt, longestUntil, this.#lifetimes);
  }

  /** The same for a credential by its account and id. */
  endOfId(account: string, id: string): number | null {
    for (const key of this.#keysOf.get(account) ?? []) {
      const credential = this.#byKey.get(key);
      if (credential?.id === id) return this.endOf(credential);
    }
    return null;
  }

  /** Notes that a credential was used; it is written down later, with others. */
  use(credential: LiveCredential, remote: string): void {
    const now = this.#foundation.clock.now();
    if (now - credential.seenAt < seenMilliseconds) return;
    credential.seenAt = now;
    this.#used.set(credential.key, { credential, remote });
  }

  /** Writes down what was used since the last time, and drops what is over. */
  async sweep(): Promise<void> {
    const { database, clock } = this.#foundation;
    const used = [...this.#used.values()];
    this.#used.clear();
    const seen = used.flatMap(({ credential, remote }) => markSeen(credential, credential.seenAt, remote));
    await database.commit([...seen, ...dropExpired(clock.now(), this.#lifetimes.idleMilliseconds)]);
    for (const { credential } of used) if (this.#byKey.has(credential.key)) this.#publish(credential);
    for (const key of [...this.#byKey.keys()]) if (!this.find(key)) this.#remove(key);
  }

  #set(stored: StoredCredential): number | undefined {
    const known = this.#byKey.get(stored.key);
    const credential = { ...stored, seenAt: Math.max(stored.seenAt, known?.seenAt ?? 0) };
    if (known && isSame(known, credential)) return undefined;
    this.#byKey.set(stored.key, credential);
    const keys = this.#keysOf.get(stored.account) ?? new Set();
    this.#keysOf.set(stored.account, keys.add(stored.key));
    return this.#publish(credential);
  }

  #publish(credential: LiveCredential): number {
    const { account, uid, label, via, id, scopes, mustChangePassword } = credential;
    const value: ReplicatedCredential = {
      ...{ account, uid, label, via, credentialId: id, scopes, mustChangePassword },
      administrator: actsAsAdministrator(credential),
      expiresAt: this.endOf(credential),
    };
    return this.#foundation.replica.set('credential', credential.key, value);
  }

  #remove(key: string): number {
    const account = this.#byKey.get(key)?.account ?? '';
    this.#byKey.delete(key);
    this.#used.delete(key);
    const keys = this.#keysOf.get(account);
    keys?.delete(key);
    if (keys?.size === 0) this.#keysOf.delete(account);
    return this.#foundation.replica.set('credential', key, null);
  }

  #setAccount({ name, ...value }: { readonly name: string } & Partial<ReplicatedAccount>): number {
    return this.#foundation.replica.set('account', name, value.uid === undefined ? null : value);
  }
}

/** Whether nothing that can change of a credential has changed. */
function isSame(a: LiveCredential, b: LiveCredential): boolean {
  return a.administrator === b.administrator && a.mustChangePassword === b.mustChangePassword && a.seenAt === b.seenAt;
}

/** A token that is for the workspace alone does not carry its owner's office. */
function actsAsAdministrator({ administrator, scopes }: LiveCredential): boolean {
  return administrator && (scopes.includes('all') || scopes.includes('read'));
}

export function asIdentity(credential: LiveCredential): Identity {
  const { account, uid, via, id, scopes, mustChangePassword } = credential;
  const administrator = actsAsAdministrator(credential);
  return { account, uid, administrator, via, credentialId: id, scopes, mustChangePassword };
}
