import { constants, lstatSync, readFileSync } from 'node:fs';
import type { TrashItem } from '../contract.ts';
import { isWithin, nameOf, parseHomePath } from '../rules/home-path.ts';
import type { FolderHandle } from './folder-handle.ts';
import type { Place } from './location.ts';

const day = 24 * 3600 * 1000;

/**
 * What waits in a place's `.stoa/trash`: `<id>.item` is the thing itself, `<id>.json` says what it was. Any member of a
 * group can write these: what does not name something of this place is not an item.
 */
export function readTrashItem(
  trash: FolderHandle,
  place: Place,
  id: string,
  retentionDays: number,
): TrashItem | undefined {
  if (lstatSync(trash.at(`${id}.item`), { throwIfNoEntry: false }) === undefined) return undefined;
  try {
    const { path: text, kind, bytes, deletedAt, deletedBy } = JSON.parse(readDescription(trash, id));
    const path = parseHomePath(String(text));
    if (!isWithin(place.path, path) || typeof deletedAt !== 'number') return undefined;
    return {
      id,
      name: nameOf(path),
      path,
      kind: kind === 'folder' ? 'folder' : 'file',
      bytes: typeof bytes === 'number' ? bytes : null,
      deletedAt,
      deletedBy: String(deletedBy).slice(0, 64),
      expiresAt: deletedAt + retentionDays * day,
    };
  } catch {
    return undefined;
  }
}

/** Never through a link, never more than a description has. */
function readDescription(trash: FolderHandle, id: string): string {
  const name = trash.at(`${id}.json`);
  const stats = lstatSync(name);
  if (!stats.isFile() || stats.size > 16_384) return 'null';
  return readFileSync(name, { encoding: 'utf8', flag: constants.O_RDONLY | constants.O_NOFOLLOW });
}
