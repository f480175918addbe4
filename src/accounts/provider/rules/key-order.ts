/** When keys of signatures and cookies change. */
export interface KeyTimes {
  /** A new one is made after so long. */
  readonly everyMilliseconds: number;
  /** One is published for so long before anything is signed with it, so that clients know it by then. */
  readonly publishedMilliseconds: number;
  /** The longest that something signed is of use. */
  readonly usefulMilliseconds: number;
}

interface Key {
  readonly id: string;
  readonly createdAt: number;
}

/**
 * Which keys there are to be: the first is used, the others are published or accepted.
 *
 * @param keys  of one kind, the newest first
 */
export function orderKeys<K extends Key>(
  keys: readonly K[],
  { everyMilliseconds, publishedMilliseconds, usefulMilliseconds }: KeyTimes,
  now: number,
): { readonly inUse: readonly K[]; readonly over: readonly K[]; readonly makeNew: boolean } {
  const [newest] = keys;
  const current = keys.find(({ createdAt }) => createdAt + publishedMilliseconds <= now) ?? keys.at(-1);
  const retiredAt = (key: K) => (keys[keys.indexOf(key) - 1]?.createdAt ?? now) + publishedMilliseconds;
  const over = keys.filter((key) => key !== current && key !== newest && retiredAt(key) + usefulMilliseconds <= now);
  const others = keys.filter((key) => key !== current && !over.includes(key));
  return {
    inUse: current ? [current, ...others] : [],
    over,
    makeNew: newest === undefined || newest.createdAt + everyMilliseconds <= now,
  };
}
