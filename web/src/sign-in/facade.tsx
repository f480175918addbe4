import styles from './facade.module.css';

/** How full each column stands, in px of its shaft of 502. */
const fills = [110, 181, 156, 261, 236, 356, 442, 410];
const tones = ['--q3', '--q3', '--q3', '--q4', '--q4', '--q5', '--q5', '--q4'];
const spacing = 124;

/** The stoa itself, beside the sign-in form. */
export function Facade() {
  return (
    <svg className={styles.facade} viewBox="0 0 920 900" preserveAspectRatio="xMinYMid slice" aria-hidden="true">
      <rect x="64" y="118" width="1100" height="14" className={styles.stone} />
      <rect x="84" y="132" width="1080" height="44" className={styles.pale} />
      {Array.from({ length: 18 }, (_, index) => 104 + index * 62).map((x) => (
        <path key={x} d={`M${x} 140v28m7-28v28m7-28v28`} className={styles.groove} />
      ))}
      {fills.map((fill, index) => (
        <Column key={fill} left={120 + index * spacing} fill={fill} tone={tones[index] ?? '--q4'} />
      ))}
      <rect x="84" y="732" width="1080" height="20" className={styles.stone} />
      <rect x="60" y="752" width="1100" height="20" className={styles.pale} />
      <rect x="36" y="772" width="1120" height="20" className={styles.stone} />
    </svg>
  );
}

function Column({ left, fill, tone }: { left: number; fill: number; tone: string }) {
  return (
    <g transform={`translate(${left} 0)`}>
      <rect x="-14" y="176" width="90" height="16" className={styles.stone} />
      <path d="M-12 192h86l-10 22h-66z" className={styles.pale} />
      <rect y="214" width="62" height="502" className={styles.shaft} />
      <rect y={716 - fill} width="62" height={fill} style={{ fill: `var(${tone})` }} />
      {[10.33, 20.67, 31, 41.33, 51.67].map((x) => (
        <path key={x} d={`M${x} 214V716`} className={styles.flute} />
      ))}
      <rect x="-10" y="716" width="82" height="16" className={styles.pale} />
    </g>
  );
}
