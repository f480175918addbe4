/** Controls but the tab, among them the escape that terminals obey, and marks that turn the direction of what follows. */
const unprintable = /(?!\t)[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

/**
 * What a tenant's processes wrote, fit to be shown to somebody else, on a page or in a terminal: what would move, paint
 * or turn anything there becomes `\u{…}`, and it is no longer than `most` characters.
 */
export function printable(text: string, most: number): string {
  const shown = text.slice(0, most).replace(unprintable, (mark) => `\\u{${mark.codePointAt(0)?.toString(16)}}`);
  return shown.length > most ? `${shown.slice(0, most)}…` : shown;
}
