import type { Control, Use } from './control.ts';
import type { OpenConnections } from './open-connections.ts';
import type { ReplicaCopy } from './replica/copy.ts';

const mostAtOnce = 1000;

/**
 * What goes to tenants' servers never meets control, so the gateway tells it which credentials were used for that: a
 * session ends when nobody uses it, not when somebody works in one notebook all day.
 */
export class UseReport {
  readonly #open: OpenConnections;
  readonly #copy: ReplicaCopy;
  readonly #control: Control;
  #uses = new Map<string, string>();

  constructor(open: OpenConnections, copy: ReplicaCopy, control: Control) {
    this.#open = open;
    this.#copy = copy;
    this.#control = control;
  }

  note({ key, remote }: Use): void {
    this.#uses.set(key, remote);
  }

  /** To be called about once a minute. What control did not take is told the next time. */
  async tell(signal: AbortSignal): Promise<void> {
    for (const { credentialKey, remote } of this.#open.thatSent())
      if (credentialKey !== undefined && this.#copy.credential(credentialKey) !== undefined)
        this.note({ key: credentialKey, remote });
    const uses = [...this.#uses].map(([key, remote]) => ({ key, remote }));
    this.#uses = new Map();
    try {
      for (let at = 0; at < uses.length; at += mostAtOnce)
        await this.#control.tellUses(uses.slice(at, at + mostAtOnce), signal);
    } catch {
      for (const { key, remote } of uses) if (!this.#uses.has(key)) this.#uses.set(key, remote);
    }
  }
}
