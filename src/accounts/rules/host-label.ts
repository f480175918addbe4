/**
 * The account's label in host names where its name is a DNS label; undefined where it is not, and `u<uid>` is its label.
 * A name that looks like somebody's `u<uid>`, or like an encoded international name, has its number too, so labels stay
 * unique.
 */
export function hostLabel(name: string): string | undefined {
  const isLabel = /^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/.test(name);
  const isAmbiguous = /^u\d+$/.test(name) || name.slice(2, 4) === '--';
  return isLabel && !isAmbiguous ? name : undefined;
}
