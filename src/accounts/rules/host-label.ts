/**
 * The account's label in host names: its name where that is a DNS label, `u<uid>` otherwise. A name that looks like
 * somebody's `u<uid>`, or like an encoded international name, gets its number too, so labels stay unique.
 */
export function hostLabel(name: string, uid: number): string {
  const isLabel = /^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/.test(name);
  const isAmbiguous = /^u\d+$/.test(name) || name.slice(2, 4) === '--';
  return isLabel && !isAmbiguous ? name : `u${uid}`;
}
