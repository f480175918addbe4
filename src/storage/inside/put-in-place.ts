import { linkSync, lstatSync, renameSync, unlinkSync } from 'node:fs';
import type { Conflict } from '../contract.ts';
import { fileProblems } from '../problems.ts';
import { freeNames } from '../rules/free-name.ts';
import type { FolderHandle } from './folder-handle.ts';
import { codeOf } from './system-problem.ts';

/** Something complete under a name that nobody sees yet. */
interface Staged {
  folder: FolderHandle;
  name: string;
}

/**
 * Gives it its name in one step: whoever looks sees the old or the new, whole. A link that stands in the name's place
 * is replaced, never followed.
 *
 * @returns the name that it got
 */
export function putInPlace(staged: Staged, folder: FolderHandle, name: string, conflict: Conflict): string {
  const source = staged.folder.at(staged.name);
  if (conflict === 'replace') {
    replace(source, folder, name);
    return name;
  }
  if (takeFree(source, folder.at(name))) return name;
  if (conflict === 'fail') throw nameTaken(name);
  for (const candidate of freeNames(name)) if (takeFree(source, folder.at(candidate))) return candidate;
  throw nameTaken(name);
}

export function nameTaken(name: string) {
  return fileProblems['file-exists']({
    detail: `"${name}" is already there. Replace it, keep both, or choose another name.`,
    extra: { name },
  });
}

function replace(source: string, folder: FolderHandle, name: string): void {
  try {
    renameSync(source, folder.at(name));
  } catch (error) {
    if (codeOf(error) === 'EISDIR' || codeOf(error) === 'ENOTEMPTY' || codeOf(error) === 'ENOTDIR') {
      throw fileProblems['file-exists']({
        detail: `"${name}" is already there and one of the two is a folder: it is not replaced. Keep both, or delete it first.`,
        extra: { name },
      });
    }
    throw error;
  }
}

/** A hard link fails where the name is taken, which a rename does not; folders cannot be linked, but never overwrite. */
function takeFree(source: string, target: string): boolean {
  if (lstatSync(source).isDirectory()) return renameIfFree(source, target);
  try {
    linkSync(source, target);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'EEXIST') return false;
    // A file system without links, or somebody else's file where the kernel protects those from linking.
    if (code === 'EPERM' || code === 'ENOTSUP' || code === 'EMLINK') return renameIfFree(source, target);
    throw error;
  }
  unlinkSync(source);
  return true;
}

function renameIfFree(source: string, target: string): boolean {
  if (lstatSync(target, { throwIfNoEntry: false }) !== undefined) return false;
  renameSync(source, target);
  return true;
}
