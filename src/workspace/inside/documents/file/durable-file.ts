import { randomBytes } from 'node:crypto';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Makes a rename or a new file in the folder survive a power cut. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Replaces the file's content at once and durably, or leaves it as it was: a temporary file beside it, fsync, rename.
 *
 * @param mode        permission bits of the new file, given exactly
 * @param beforeSwap  a last look; a false answer gives up
 * @returns whether it was replaced
 */
export async function replaceFile(
  path: string,
  content: string | Uint8Array,
  mode: number,
  beforeSwap: () => Promise<boolean> = () => Promise.resolve(true),
): Promise<boolean> {
  const folder = dirname(path);
  const temporary = join(folder, `.${basename(path).slice(0, 100)}.${randomBytes(6).toString('hex')}.new`);
  let handle: FileHandle | null = null;
  try {
    handle = await open(temporary, 'wx', mode);
    await handle.chmod(mode);
    await handle.writeFile(content);
    await handle.sync();
    await handle.close();
    handle = null;
    if (!(await beforeSwap())) {
      await rm(temporary, { force: true });
      return false;
    }
    await rename(temporary, path);
  } catch (error) {
    await handle?.close().catch(() => undefined);
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
  await syncFolder(folder);
  return true;
}
