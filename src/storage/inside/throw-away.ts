import { constants, lstatSync, renameSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { fileProblems } from '../problems.ts';
import { type HomePath, nameOf } from '../rules/home-path.ts';
import { kindOf } from './entry.ts';
import type { TenantFolders } from './environment.ts';
import { type FolderHandle, openParent } from './folder-handle.ts';
import { locate, type Place, refuseProtected } from './location.ts';
import { newId } from './new-id.ts';
import { openOurs, shareFile } from './staging.ts';
import { codeOf } from './system-problem.ts';
import { removeIfThere } from './write-content.ts';

/** Why something can be erased though not kept. A full disk must not stop people from making room. */
const cannotKeep: Readonly<Record<string, string>> = {
  EXDEV: 'It lies on another file system',
  ENOSPC: 'The disk is full',
  EDQUOT: 'Your storage is used up',
};

/**
 * Puts a file or a whole folder into the trash of its place. The description is written first, so that nothing can be in
 * the trash without one.
 *
 * @returns its id there and the place
 * @throws Problem trash-elsewhere when the trash cannot take it; it is left where it is
 */
export async function throwAway(env: TenantFolders, path: HomePath): Promise<{ id: string; place: Place }> {
  refuseProtected(env, path);
  const location = locate(env, path);
  const { place } = location;
  const name = nameOf(path);
  using parent = openParent(env, location);
  const stats = lstatSync(parent.at(name));
  using trash = openOurs(place, 'trash');
  const description = {
    path,
    kind: stats.isSymbolicLink() ? 'file' : kindOf(stats),
    bytes: stats.isDirectory() ? null : stats.size,
    deletedAt: Date.now(),
    deletedBy: env.account,
  };
  const id = newId();
  try {
    await describe(trash, place, id, JSON.stringify(description));
    renameSync(parent.at(name), trash.at(`${id}.item`));
  } catch (error) {
    removeIfThere(trash.at(`${id}.json`));
    const why = cannotKeep[codeOf(error) ?? ''];
    if (why === undefined) throw error;
    const detail = `${why}, so the trash cannot keep "${name}". Delete it for good instead.`;
    throw fileProblems['trash-elsewhere']({ field: 'paths', detail });
  }
  return { id, place };
}

async function describe(trash: FolderHandle, place: Place, id: string, text: string): Promise<void> {
  const file = await open(trash.at(`${id}.json`), constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o666);
  try {
    shareFile(place, file.fd);
    writeFileSync(file.fd, text);
  } finally {
    await file.close();
  }
}
