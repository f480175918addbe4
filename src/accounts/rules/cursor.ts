/** A page of a list that is ordered by `key`: what to show, and where the next page starts. */
export function page<T>(
  found: readonly T[],
  limit: number,
  key: (item: T) => string,
): { items: T[]; next: string | null } {
  const items = found.slice(0, limit);
  const last = items.at(-1);
  const next = found.length > limit && last !== undefined ? Buffer.from(key(last)).toString('base64url') : null;
  return { items, next };
}

/** The key that a cursor stands for; '' where there is none. A cursor that somebody made up only gives another page. */
export function afterKey(cursor: string | undefined): string {
  return cursor === undefined ? '' : Buffer.from(cursor, 'base64url').toString('utf8');
}
