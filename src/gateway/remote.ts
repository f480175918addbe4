import type { Socket } from 'node:net';
import { BlockList, isIP, isIPv6 } from 'node:net';

/** Says where a request came from; what a proxy in front says is believed only from listed addresses. */
export class RemoteReader {
  readonly #trusted = new BlockList();
  readonly #none: boolean;

  constructor(trusted: readonly string[]) {
    this.#none = trusted.length === 0;
    for (const entry of trusted) {
      const [address = '', prefix] = entry.split('/');
      const family = isIPv6(address) ? 'ipv6' : 'ipv4';
      if (isIP(address) === 0) throw new Error(`trusted proxy "${entry}" is not an address or network`);
      if (prefix === undefined) this.#trusted.addAddress(address, family);
      else this.#trusted.addSubnet(address, Number(prefix), family);
    }
  }

  read(socket: Socket, forwardedFor: string | undefined): string {
    let address = plain(socket.remoteAddress ?? '');
    if (this.#none || forwardedFor === undefined) return address;
    const hops = forwardedFor.split(',').map((hop) => plain(hop.trim()));
    while (this.isTrusted(address)) {
      const before = hops.pop();
      if (before === undefined || isIP(before) === 0) break;
      address = before;
    }
    return address;
  }

  /** Whether a proxy in front is there, whose connections are many people's. */
  isTrusted(given: string): boolean {
    const address = plain(given);
    return isIP(address) !== 0 && this.#trusted.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
  }
}

function plain(address: string): string {
  return address.startsWith('::ffff:') ? address.slice(7) : address;
}
