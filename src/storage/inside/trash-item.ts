import { closeSync, constants, fstatSync, lstatSync, openSync, readFileSync } from 'node:fs';
import type { TrashItem } from '../contract.ts';
import { isWithin, nameOf, parseHomePath } from '../rules/home-path.ts';
import type { FolderHandle } from './folder-handle.ts';
import type { Place } from './location.ts';

const day = 24 * 3600 * 1000;

/**
 * What waits in a place's `.stoa/trash`: `<id>.item` is the thing itself, `<id>.json` says what it was. Any member of a
 * group can write these: what does not name something of this place is not an item, and what another erases at its end
 * with rights of its own is kept from when it came here, which the file system knows.
 */
export function readTrashItem(
  trash: FolderHandle,
  place: Place,
  id: string,
  retentionDays: number,
): TrashItem | undefined {
  const item = lstatSync(trash.at(`${id}.item`), { throwIfNoEntry: false });
  if (item === undefined) return undefined;
  try {
    const { path: text, kind, bytes, deletedAt, deletedBy } = JSON.parse(readDescription(trash, id));
    const path = parseHomePath(String(text));
    if (!isWithin(place.path, path) || !isInstant(deletedAt)) return undefined;
    return {
      id,
      name: nameOf(path),
      path,
      kind: kind === 'folder' ? 'folder' : 'file',
      bytes: typeof bytes === 'number' ? bytes : null,
      deletedAt,
      deletedBy: String(deletedBy).slice(0, 64),
      expiresAt: Math.max(deletedAt, item.ctimeMs) + retentionDays * day,
    };
  } catch {
    return undefined;
  }
}

/** Milliseconds since 1970 that a Date can hold. */
function isInstant(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= 8.64e15 - 3650 * day;
}

const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;

/** Never through a link, never more than a description has; what is opened is looked at, as the name may change hands. */
function readDescription(trash: FolderHandle, id: string): string {
  const file = openSync(trash.at(`${id}.json`), O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  try {
    const stats = fstatSync(file);
    return stats.isFile() && stats.size <= 16_384 ? readFileSync(file, 'utf8') : 'null';
  } finally {
    closeSync(file);
  }
}
