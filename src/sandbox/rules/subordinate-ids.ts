export interface IdRange {
  first: number;
  count: number;
}

/**
 * The range of ids that an account may give out, from /etc/subuid or /etc/subgid: lines "account:first:count", the
 * account by name or number.
 *
 * @param least tenants' ids are below this
 */
export function subordinateRange(
  text: string,
  account: { name: string; uid: number },
  least: number,
): IdRange | undefined {
  for (const line of text.split('\n')) {
    const [owner, first, count] = line.split(':');
    if (owner !== account.name && owner !== String(account.uid)) continue;
    if (Number(count) >= least) return { first: Number(first), count: Number(count) };
  }
  return undefined;
}
