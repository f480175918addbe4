/**
 * Whether a name that a server answered names something in the folder where it is put, and nothing outside it.
 * Backslashes and colons lead elsewhere on Windows alone.
 */
export function isSafeName(name: string, platform: NodeJS.Platform = process.platform): boolean {
  if (name === '' || name === '.' || name === '..') return false;
  return !(platform === 'win32' ? /[/\\:\0]/ : /[/\0]/).test(name);
}
