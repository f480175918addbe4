import styles from './avatar.module.css';

const colours = ['#62277f', '#0c6a89', '#8a4410', '#17683f', '#445055'];

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
  let sum = 0;
  for (const character of name) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 997;
  return colours[sum % colours.length] ?? '#445055';
}
