import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import type { FolderHandle } from '../../../../storage/inside/index.ts';

const { O_CREAT, O_EXCL, O_NOFOLLOW, O_RDWR } = constants;

/** Makes a rename or a new file in the folder survive a power cut. */
export async function syncFolder(folder: FolderHandle): Promise<void> {
  const handle = await open(folder.path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A name that nobody can guess, so that nobody puts something there before. */
export function temporaryName(name: string): string {
  return `.${name.slice(0, 100)}.${randomBytes(8).toString('hex')}.new`;
}

/** A new file of exactly that mode; what has the name already is never opened. */
export async function createFile(folder: FolderHandle, name: string, mode: number): Promise<FileHandle> {
  const handle = await open(folder.at(name), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, mode);
  try {
    await handle.chmod(mode);
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/**
 * Replaces the file's content at once and durably, or leaves it as it was: a temporary file beside it, fsync, rename.
 * A link in its place is replaced, not followed.
 *
 * @param mode        permission bits of the new file, given exactly
 * @param beforeSwap  a last look; a false answer gives up
 * @returns whether it was replaced
 */
export async function replaceFile(
  folder: FolderHandle,
  name: string,
  content: string | Uint8Array,
  mode: number,
  beforeSwap: () => Promise<boolean> = () => Promise.resolve(true),
): Promise<boolean> {
  const swap = await swapFile(folder, name, content, mode, { beforeSwap, sync: true });
  if (swap) await syncFolder(folder);
  return swap;
}

/** The same without waiting for the disk: after a power cut the old or nothing may be there. */
export async function replaceFileSoon(
  folder: FolderHandle,
  name: string,
  content: string | Uint8Array,
  mode: number,
): Promise<void> {
  await swapFile(folder, name, content, mode, { beforeSwap: () => Promise.resolve(true), sync: false });
}

async function swapFile(
  folder: FolderHandle,
  name: string,
  content: string | Uint8Array,
  mode: number,
  { beforeSwap, sync }: { beforeSwap: () => Promise<boolean>; sync: boolean },
): Promise<boolean> {
  const temporary = temporaryName(name);
  let handle: FileHandle | null = null;
  try {
    handle = await createFile(folder, temporary, mode);
    await handle.writeFile(content);
    if (sync) await handle.sync();
    await handle.close();
    handle = null;
    if (!(await beforeSwap())) {
      await rm(folder.at(temporary), { force: true });
      return false;
    }
    await rename(folder.at(temporary), folder.at(name));
    return true;
  } catch (error) {
    await handle?.close().catch(() => undefined);
    await rm(folder.at(temporary), { force: true }).catch(() => undefined);
    throw error;
  }
}
