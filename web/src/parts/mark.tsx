/** The sign of Stoa: a colonnade of three columns. */
export function Mark({ size = 26 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 16 16" fill="currentColor" aria-hidden="true">
      <path d="M1 2h14v2H1zM2 5h2v6H2zM7 5h2v6H7zM12 5h2v6h-2zM1 12h14v2H1z" />
    </svg>
  );
}
