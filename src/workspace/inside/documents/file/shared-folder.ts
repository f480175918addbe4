import { chmod, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes the folder and its parents with exactly that mode. Where a folder is shared by a group the umask would close
 * what is made in it; a default ACL does not where the file system has none.
 */
export async function ensureFolder(folder: string, mode: number): Promise<void> {
  const first = await mkdir(folder, { recursive: true, mode });
  if (first === undefined) return;
  for (let path = folder; path.length >= first.length; path = dirname(path)) await chmod(path, mode);
}
