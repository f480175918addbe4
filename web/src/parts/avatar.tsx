import styles from './avatar.module.css';

/** How many `--avatar-…` colours the tokens have. */
const colours = 8;

/** Two letters of a name on a colour that the name keeps everywhere. */
export function Avatar({ name, size = 24 }: { name: string; size?: 20 | 24 | 28 }) {
  return (
    <span
      aria-hidden="true"
      className={styles.avatar}
      style={{ width: size, height: size, fontSize: size < 24 ? 10 : 11, background: colourOf(name) }}
    >
      {initials(name)}
    </span>
  );
}

function initials(name: string): string {
  const [first = '', second] = name.split(/[\s._-]+/).filter(Boolean);
  return (second ? `${first[0] ?? ''}${second[0] ?? ''}` : first.slice(0, 2)).toUpperCase();
}

function colourOf(name: string): string {
  // FNV-1a: names that differ in one letter fall apart.
  let hash = 0x811c9dc5;
  for (const character of name) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 13), 0x85ebca6b);
  return `var(--avatar-${(((hash ^ (hash >>> 13)) >>> 0) % colours) + 1})`;
}
