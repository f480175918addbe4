import { Problem } from '../../../../platform/problem.ts';
import { parseHomePath, type TenantFolders, throwAway } from '../../../../storage/inside/index.ts';
import { HttpError } from '../../http/errors.ts';

/** Puts the file or folder where the Files page restores it from; what the trash cannot keep is left where it is. */
export async function intoTrash(folders: TenantFolders, path: string): Promise<void> {
  try {
    await throwAway(folders, parseHomePath(path));
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const more = error.code === 'trash-elsewhere' ? ' The Files page can do that.' : '';
    throw new HttpError(error.status, error.detail + more, error.code);
  }
}
