const categories = 7;
/** Roles that are not named, together. */
export const othersColour = 'var(--c8)';

/** A group keeps its colour wherever it is drawn: by its name, and the next one free where two would share one. */
export function roleColours(roles: readonly string[]): (role: string | null) => string {
  const groups = [...new Set(roles.map(groupOf))].sort();
  const taken = new Map<number, string>();
  const colours = new Map<string, string>();
  for (const group of groups) {
    let slot = hash(group) % categories;
    for (let tries = 0; taken.has(slot) && tries < categories; tries++) slot = (slot + 1) % categories;
    if (!taken.has(slot)) {
      taken.set(slot, group);
      colours.set(group, `var(--c${slot + 1})`);
    }
  }
  return (role) => (role === null ? othersColour : (colours.get(groupOf(role)) ?? othersColour));
}

export function groupOf(role: string): string {
  return role.split('/', 1)[0] ?? role;
}

function hash(name: string): number {
  let value = 0x811c9dc5;
  for (const character of name) value = Math.imul(value ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return (value ^ (value >>> 15)) >>> 0;
}
