import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import Provider from 'oidc-provider';
import { type Foundation, newId, newSecret } from '../../platform/index.ts';
import type { Settled } from '../options.ts';
import { secretHash } from '../secret.ts';
import { configuration } from './configuration.ts';
import type { ProviderOptions } from './options.ts';
import { type KeyTimes, orderKeys } from './rules/key-order.ts';
import { deleteKeys, findKeys, insertKey, type StoredKey } from './store/keys.ts';

/** Clients look for new keys at most so seldom. */
const publishedMilliseconds = 60 * 60_000;

/** The library with the keys of today; made anew when they change. */
export class LiveProvider {
  readonly #foundation: Foundation;
  readonly #settled: Settled;
  readonly #options: ProviderOptions;
  readonly #prepare: (provider: Provider) => void;
  #keys = '';
  #now: Provider | undefined;

  /** @param prepare  is handed each provider before it serves */
  constructor(foundation: Foundation, settled: Settled, options: ProviderOptions, prepare: (made: Provider) => void) {
    this.#foundation = foundation;
    this.#settled = settled;
    this.#options = options;
    this.#prepare = prepare;
  }

  /** Known after the first `renewKeys`. */
  get now(): Provider {
    if (!this.#now) throw new Error('the provider has no keys yet');
    return this.#now;
  }

  /** Makes, publishes and forgets keys as their time has come. */
  async renewKeys(): Promise<void> {
    const signing = await this.#keysOf('signing');
    const cookies = await this.#keysOf('cookie');
    const ids = [...signing, ...cookies].map(({ id }) => id).join(' ');
    if (ids === this.#keys) return;
    this.#now = this.#make(signing, cookies);
    this.#keys = ids;
  }

  /** Signs with a new key at once and stops publishing the others: what they signed is believed no more. */
  async replaceKeys(): Promise<void> {
    const { database, clock } = this.#foundation;
    const old = await findKeys(database);
    const made = [await newKey('signing', clock.now()), await newKey('cookie', clock.now())];
    await database.commit([...deleteKeys(old.map(({ id }) => id)), ...made.map(insertKey)]);
    await this.renewKeys();
  }

  async #keysOf(kind: StoredKey['kind']): Promise<readonly StoredKey[]> {
    const { database, clock } = this.#foundation;
    const read = async () =>
      orderKeys(
        (await findKeys(database)).filter((key) => key.kind === kind),
        this.#times,
        clock.now(),
      );
    const { makeNew, over } = await read();
    const made = makeNew ? [insertKey(await newKey(kind, clock.now()))] : [];
    await database.commit([...made, ...deleteKeys(over.map(({ id }) => id))]);
    return (await read()).inUse;
  }

  get #times(): KeyTimes {
    const everyMilliseconds = this.#options.keyMilliseconds;
    // A client may show an ID token at sign-out as long as the session could have lived.
    const usefulMilliseconds = Math.max(this.#settled.lifetimes.longestMilliseconds, this.#options.accessMilliseconds);
    return { everyMilliseconds, publishedMilliseconds, usefulMilliseconds };
  }

  #make(signing: readonly StoredKey[], cookies: readonly StoredKey[]): Provider {
    const keys = {
      signing: signing.map(({ id, secret }) => ({ ...JSON.parse(secret), kid: id, use: 'sig', alg: 'RS256' })),
      cookies: cookies.map(({ secret }) => secret),
    };
    const made = new Provider(
      this.#settled.publicUrl,
      configuration(this.#foundation, this.#settled, this.#options, keys),
    );
    // The gateway is in front, and says where a request came from.
    made.proxy = true;
    // The hash is what is kept of a client's secret.
    made.Client.prototype.compareClientSecret = function compare(this: { clientSecret?: string }, given: string) {
      return this.clientSecret !== undefined && secretHash(given) === this.clientSecret;
    };
    this.#prepare(made);
    return made;
  }
}

async function newKey(kind: StoredKey['kind'], createdAt: number): Promise<StoredKey> {
  const id = newId(createdAt);
  if (kind === 'cookie') return { id, kind, createdAt, secret: newSecret() };
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  return { id, kind, createdAt, secret: JSON.stringify(privateKey.export({ format: 'jwk' })) };
}
