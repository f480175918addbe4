import { chmodSync, mkdirSync, statSync } from 'node:fs';
import { FolderHandle, makeAndEnter } from './folder-handle.ts';
import type { Place } from './location.ts';

/**
 * A folder of ours in a place, made when first needed: `uploads` holds what is not complete yet, `trash` what was
 * deleted. It is on the place's own file system, so that taking something in or out is one rename.
 */
export function openOurs(place: Place, name: 'uploads' | 'trash'): FolderHandle {
  using root = FolderHandle.open(place.root);
  using ours = makeAndEnter(root, '.stoa', 0o777);
  shareWithGroup(place, ours.path);
  const folder = makeAndEnter(ours, name, 0o777);
  shareWithGroup(place, folder.path);
  return folder;
}

/**
 * In a group's folder what is new belongs to the whole group. The folder's default ACL says so already; where the file
 * system has none, the umask (077) has taken the group's rights away and they are given back.
 *
 * @param handle address of an open handle, never a name: a name may be a link by now
 */
export function shareWithGroup(place: Place, handle: string): void {
  if (place.kind !== 'group') return;
  const { mode, uid } = statSync(handle);
  if (uid === process.getuid?.() && (mode & 0o070) === 0) {
    chmodSync(handle, (mode & 0o7700) | ((mode & 0o700) >> 3));
  }
}

/** The same for a file that was just made. */
export function shareFile(place: Place, fd: number): void {
  shareWithGroup(place, `/proc/self/fd/${fd}`);
}

/** Makes `names` one below the other where they are missing and gives the last; none may be a link. Ends `start`. */
export function makeFolders(place: Place, start: FolderHandle, names: readonly string[]): FolderHandle {
  let folder = start;
  for (const name of names) {
    using above = folder;
    folder = makeAndEnter(above, name, 0o777);
    shareWithGroup(place, folder.path);
  }
  return folder;
}

/** Makes one folder that must not exist yet. */
export function makeOne(place: Place, parent: FolderHandle, name: string): void {
  mkdirSync(parent.at(name), 0o777);
  using made = parent.enter(name);
  shareWithGroup(place, made.path);
}
