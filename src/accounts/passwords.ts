import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import type { Guess } from './guess-brake.ts';
import type { HashCost } from './options.ts';
import { wrong } from './problems.ts';
import { formatHash, isOutdated, parseHash } from './rules/hash-text.ts';
import { normalPassword } from './rules/password-rule.ts';
import { Turns } from './turns.ts';

const derive = promisify(argon2);
const saltBytes = 16;
const tagBytes = 32;

export type PasswordCheck = 'wrong' | 'right' | 'right-but-outdated';

/** Hashes and checks passwords with argon2id, off the main thread, few at a time (each takes its memory). */
export class Passwords {
  readonly #cost: HashCost;
  readonly #turns: Turns;
  readonly #nobodys: string;

  constructor(cost: HashCost, atOnce: number, waiting: number) {
    this.#cost = cost;
    this.#turns = new Turns(atOnce, waiting);
    this.#nobodys = formatHash({ ...cost, salt: randomBytes(saltBytes), tag: randomBytes(tagBytes) });
  }

  async hash(password: string): Promise<string> {
    const salt = randomBytes(saltBytes);
    const tag = await this.#inTurn(() => hashed(password, salt, this.#cost, tagBytes));
    return formatHash({ ...this.#cost, salt, tag });
  }

  /**
   * Checks a password. Without a stored hash it is wrong, after as much work as if there were one. The guess is asked and
   * told within its turn, so that many at once cannot outrun the count of wrong ones.
   *
   * @throws what `slowed` gives where the guess has to wait
   */
  async check(
    password: string,
    stored: string | undefined,
    guess: Guess,
    slowed: (milliseconds: number) => Error,
  ): Promise<PasswordCheck> {
    const expected = parseHash(stored ?? this.#nobodys);
    const admit = () => {
      const delay = guess.delay();
      if (delay > 0) throw slowed(delay);
    };
    admit();
    return await this.#inTurn(async () => {
      admit();
      const tag = await hashed(password, expected.salt, expected, expected.tag.length);
      const right = timingSafeEqual(tag, expected.tag) && stored !== undefined;
      if (right) guess.right();
      else guess.wrong();
      if (!right) return 'wrong';
      return isOutdated(expected, this.#cost) ? 'right-but-outdated' : 'right';
    });
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    return await this.#turns.take(work, () => wrong['sign-in-busy']('Try again in a few seconds.'));
  }
}

async function hashed(password: string, nonce: Buffer, cost: HashCost, tagLength: number): Promise<Buffer> {
  const { memoryKiB: memory, passes, parallelism } = cost;
  return await derive('argon2id', { message: normalPassword(password), nonce, memory, passes, parallelism, tagLength });
}
