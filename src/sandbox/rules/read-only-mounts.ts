/**
 * Where file systems are mounted that the kernel lets nobody write, whatever the mount was asked to be: it closes one
 * when the disk below it failed.
 *
 * @param mountinfo text of /proc/self/mountinfo
 */
export function readOnlyMounts(mountinfo: string): Set<string> {
  const found = new Set<string>();
  for (const line of mountinfo.split('\n')) {
    const [before = '', after = ''] = line.split(' - ');
    const path = unescaped(before.split(' ')[4] ?? '');
    const options = after.split(' ')[2]?.split(',') ?? [];
    // A later line of the same path lies over the earlier one.
    if (options.some((option) => option === 'ro' || option === 'emergency_ro')) found.add(path);
    else found.delete(path);
  }
  return found;
}

/** Blanks and backslashes are written as three octal digits. */
const unescaped = (path: string): string =>
  path.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
