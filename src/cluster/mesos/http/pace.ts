import { setTimeout as sleep } from 'node:timers/promises';
import type { Asking } from './asked.ts';
import { Refusal } from './refusal.ts';

/** So much at once is free, and so long a call waits for its turn. */
const patienceMs = 1_000;
/** What makes a call as costly as another one. */
const bytesOfACall = 16 * 1024;

/**
 * Lets every account make so many calls a second. Who makes more waits, and is refused while he waits too long; others
 * are not slowed down by him. A long call counts as several.
 */
export class Pace {
  readonly #perSecond: number;
  readonly #now: () => number;
  /** By account, when its next call has its turn, in milliseconds of `now`. */
  readonly #turns = new Map<string, number>();

  constructor(perSecond: number, now: () => number = () => performance.now()) {
    this.#perSecond = perSecond;
    this.#now = now;
  }

  /** @throws Refusal 429 */
  async turn(account: string, { body }: Pick<Asking, 'body'>): Promise<void> {
    const now = this.#now();
    const turn = Math.max(this.#turns.get(account) ?? Number.NEGATIVE_INFINITY, now - patienceMs);
    const wait = turn - now;
    if (wait > patienceMs)
      throw new Refusal(
        429,
        `Message dropped: capacity exceeded: ${account} makes more than ${this.#perSecond} calls a second ` +
          '(setting cluster.calls-per-second). Send it again a while later',
        { 'retry-after': String(Math.ceil(wait / 1000)) },
      );
    this.#turns.set(account, turn + ((1 + Math.floor(body.length / bytesOfACall)) * 1000) / this.#perSecond);
    if (wait > 0) await sleep(wait);
  }
}
