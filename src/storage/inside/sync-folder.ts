import { closeSync, constants, fsyncSync, openSync } from 'node:fs';
import type { FolderHandle } from './folder-handle.ts';
import { codeOf } from './system-problem.ts';

/** Makes the names in a folder survive a power cut, where the file system can and the tenant may read the folder. */
export function syncFolder(folder: FolderHandle): void {
  let fd: number;
  try {
    fd = openSync(folder.at('.'), constants.O_RDONLY | constants.O_DIRECTORY);
  } catch (error) {
    if (codeOf(error) === 'EACCES') return;
    throw error;
  }
  try {
    fsyncSync(fd);
  } catch (error) {
    if (codeOf(error) !== 'EINVAL') throw error;
  } finally {
    closeSync(fd);
  }
}
