import type { Access } from '../contract.ts';

/**
 * A mode in words. Where the group bits come from an access list they are its mask, the most that the group can have.
 *
 * @param mode permission bits of the file
 * @param group name of its group, when it is one that people know
 */
export function accessOf(mode: number, group: string | undefined): Access {
  const words = rwx(mode);
  const named = group === undefined ? {} : { group };
  if (mode & 0o006) return { who: 'everyone', may: mode & 0o002 ? 'write' : 'read', mode: words };
  if (mode & 0o060) return { who: 'group', may: mode & 0o020 ? 'write' : 'read', ...named, mode: words };
  if (mode & 0o600) return { who: 'private', may: mode & 0o200 ? 'write' : 'read', mode: words };
  return { who: 'none', may: 'nothing', mode: words };
}

function rwx(mode: number): string {
  let text = '';
  for (let bit = 8; bit >= 0; bit--) text += mode & (1 << bit) ? 'xwr'[bit % 3] : '-';
  return text;
}
