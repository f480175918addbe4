import type { Foundation } from '../../platform/index.ts';

/** Tells gateways of which accounts executors run: their sandboxes need a way to the platform. */
export class InsideAccounts {
  readonly #replica: Foundation['replica'];
  readonly #running = new Map<string, Set<string>>();

  constructor(replica: Foundation['replica']) {
    this.#replica = replica;
  }

  add(account: string, executor: string): void {
    const running = this.#running.get(account) ?? new Set<string>();
    this.#running.set(account, running.add(executor));
    if (running.size === 1) this.#replica.set('route', `${account} executors`, { socket: '', taskId: executor });
  }

  delete(account: string, executor: string): void {
    const running = this.#running.get(account);
    if (!running?.delete(executor) || running.size > 0) return;
    this.#running.delete(account);
    this.#replica.set('route', `${account} executors`, null);
  }
}
