/** A code as it is kept: people type it in small letters, with spaces or without the hyphen. */
export function plainCode(typed: string): string {
  return typed.toUpperCase().replace(/[^A-Z0-9]/g, '');
}

/** A code as it is shown: in two halves. */
export function shownCode(plain: string): string {
  return `${plain.slice(0, 4)}-${plain.slice(4)}`;
}
