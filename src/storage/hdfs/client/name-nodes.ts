import { setTimeout as sleep } from 'node:timers/promises';
import { HdfsError } from './hdfs-error.ts';

/**
 * The NameNodes of one name space, of which one is active. The one that answered last is asked first; one that is on
 * standby, starts or does not answer is passed over for the next, until `patienceMilliseconds` are over.
 */
export class NameNodes {
  readonly #addresses: readonly string[];
  readonly #patienceMilliseconds: number;
  readonly #now: () => number;
  #active = 0;

  /**
   * @param addresses  `host:port` of each one's HTTP server
   * @param now        monotonic, milliseconds
   */
  constructor(addresses: readonly string[], patienceMilliseconds: number, now = () => performance.now()) {
    this.#addresses = addresses;
    this.#patienceMilliseconds = patienceMilliseconds;
    this.#now = now;
  }

  /**
   * Does the work with the active one.
   *
   * @param work  is called again after a failure that is `elsewhere`; `attempt` counts from 0
   * @throws HdfsError the last refusal, or what the work threw otherwise
   */
  async withActive<T>(work: (address: string, attempt: number) => Promise<T>, signal?: AbortSignal): Promise<T> {
    const end = this.#now() + this.#patienceMilliseconds;
    for (let attempt = 0; ; attempt += 1) {
      const index = this.#active;
      const address = this.#addresses[index];
      if (address === undefined) throw new HdfsError('Unreachable', 'no NameNode is set');
      try {
        return await work(address, attempt);
      } catch (error) {
        if (!(error instanceof HdfsError) || !error.elsewhere || this.#now() > end) throw error;
        // Another request may have found the active one meanwhile.
        if (this.#active === index) this.#active = (index + 1) % this.#addresses.length;
      }
      // All were asked once: a hand-over takes a second or two.
      if ((attempt + 1) % this.#addresses.length === 0) await sleep(pause(attempt), undefined, { signal });
    }
  }
}

const pause = (attempt: number) => Math.min(2000, 100 * 2 ** Math.min(attempt, 5));
