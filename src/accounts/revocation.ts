import { type Command, type Foundation, newId } from '../platform/index.ts';
import type { LiveCredentials } from './live-credentials.ts';
import { wrong } from './problems.ts';
import {
  deleteRevocations,
  findRevocations,
  insertRevocation,
  type PendingRevocation,
  type Revocation,
} from './store/revocations.ts';

/**
 * What a room does about it: resolves when nothing of it is left. May be called again for the same revocation (after a
 * failure or a restart), and has until the signal aborts.
 */
export type RevocationHandler = (revocation: Revocation, signal: AbortSignal) => Promise<void>;

/** Makes what was committed true everywhere: in memory, in gateways, in other rooms. */
export class Revocations {
  readonly #foundation: Foundation;
  readonly #credentials: LiveCredentials;
  readonly #milliseconds: number;
  readonly #handlers: RevocationHandler[] = [];
  readonly #ofAccounts: ((account: string) => Promise<void>)[] = [];

  constructor(foundation: Foundation, credentials: LiveCredentials, milliseconds: number) {
    this.#foundation = foundation;
    this.#credentials = credentials;
    this.#milliseconds = milliseconds;
  }

  handle(handler: RevocationHandler): void {
    this.#handlers.push(handler);
  }

  /** Registers what follows whenever something of an account was taken away, be it one session. */
  handleAccounts(handler: (account: string) => Promise<void>): void {
    this.#ofAccounts.push(handler);
  }

  /** Remembers a revocation in the batch that causes it, so that a crash before it took effect loses nothing. */
  prepare(revocation: Revocation): { readonly pending: PendingRevocation; readonly command: Command } {
    const at = this.#foundation.clock.now();
    const pending = { id: newId(at), at, revocation };
    return { pending, command: insertRevocation(pending) };
  }

  /**
   * After the commit: resolves when gateways have taken the accounts as they now are and every room has followed.
   *
   * @throws Problem not-taken-everywhere when that lasts too long; it is then finished in the background
   */
  async takeEffect(accounts: readonly string[], pending: readonly PendingRevocation[] = []): Promise<void> {
    const { database, replica, log } = this.#foundation;
    const signal = AbortSignal.timeout(this.#milliseconds);
    const revision = Math.max(...(await Promise.all(accounts.map((account) => this.#credentials.follow(account)))));
    const works = [
      replica.taken(revision, signal),
      ...accounts.flatMap((account) => this.#ofAccounts.map((handler) => handler(account))),
      ...pending.flatMap(({ revocation }) => this.#handlers.map((handler) => handler(revocation, signal))),
    ];
    const results = await Promise.allSettled(works.map((work) => unlessAborted(work, signal)));
    const failed = results.filter((result) => result.status === 'rejected');
    if (failed.length > 0) {
      for (const { reason } of failed) log.error({ err: reason, accounts }, 'a revocation has not taken effect');
      throw wrong['not-taken-everywhere']({
        detail:
          `Within ${this.#milliseconds / 1000} s not every part of the platform confirmed it. ` +
          'It is being finished in the background; ask again, or look at the system page.',
        cause: failed[0]?.reason,
      });
    }
    await database.commit(deleteRevocations(pending.map(({ id }) => id)));
  }

  /** Finishes what an earlier process, or a failure, has left. */
  async finishLeft(): Promise<void> {
    const { database, clock, log } = this.#foundation;
    for (const left of await findRevocations(database, clock.now() - this.#milliseconds))
      await this.takeEffect([left.revocation.account], [left]).catch((cause: unknown) =>
        log.warn({ cause, revocation: left.revocation }, 'a revocation is tried again later'),
      );
  }
}

/** Follows the work, but no longer than the signal lasts. */
async function unlessAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>();
  const stop = () => reject(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  try {
    await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
