import { HdfsError } from './hdfs-error.ts';
import { patiently } from './patiently.ts';

/**
 * The NameNodes of one name space, of which one is active. The one that answered last is asked first; one that is on
 * standby, starts or does not answer is passed over for the next, until `patienceMilliseconds` are over.
 */
export class NameNodes {
  readonly #addresses: readonly string[];
  readonly #patienceMilliseconds: number;
  #active = 0;

  /** @param addresses  `host:port` of each one's HTTP server */
  constructor(addresses: readonly string[], patienceMilliseconds: number) {
    this.#addresses = addresses;
    this.#patienceMilliseconds = patienceMilliseconds;
  }

  /**
   * Does the work with the active one.
   *
   * @throws HdfsError the last refusal, or what the work threw otherwise
   */
  withActive<T>(work: (address: string, attempt: number) => Promise<T>, signal?: AbortSignal): Promise<T> {
    let asked = this.#active;
    const ask = async (attempt: number) => {
      asked = this.#active;
      const address = this.#addresses[asked];
      if (address === undefined) throw new HdfsError('NoNameNode', 'no NameNode is set');
      return work(address, attempt);
    };
    const between = () => {
      // Another request may have found the active one meanwhile.
      if (this.#active === asked) this.#active = (asked + 1) % this.#addresses.length;
    };
    return patiently(this.#patienceMilliseconds, ask, { between, servers: this.#addresses.length, signal });
  }
}
