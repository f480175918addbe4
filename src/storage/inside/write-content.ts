import { constants, lstatSync, type Stats, unlinkSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { common } from '../../platform/problem.ts';
import type { Conflict, Entry } from '../contract.ts';
import { fileProblems } from '../problems.ts';
import { join, nameOf, parentOf, parseNewPath } from '../rules/home-path.ts';
import { readEntry } from './entry.ts';
import type { FilesEnvironment } from './environment.ts';
import { type FolderHandle, openFolder } from './folder-handle.ts';
import { type Call, conflicts } from './http/call.ts';
import { type Location, locate, refuseProtected } from './location.ts';
import { newId } from './new-id.ts';
import type { Owners } from './owners.ts';
import { putInPlace } from './put-in-place.ts';
import { etagOf } from './read-content.ts';
import { receive } from './receive.ts';
import { requireSpace } from './space.ts';
import { makeFolders, openOurs, shareFile } from './staging.ts';
import { codeOf } from './system-problem.ts';

/** `PUT /content?path=`: the body becomes the file in one step, or nothing changes. */
export async function writeContent(env: FilesEnvironment, owners: Owners, call: Call): Promise<Entry> {
  const path = parseNewPath(call.query('path') ?? '');
  refuseProtected(env, path);
  const location = locate(env, path);
  const conflict: Conflict = wantsNew(call) ? 'fail' : (call.choice('conflict', conflicts) ?? 'replace');
  requireUnchanged(call, location);
  const length = call.header('content-length');
  if (length !== undefined) requireSpace(location.place.root, Number(length));

  using staging = openOurs(location.place, 'uploads');
  const name = `put-${newId()}`;
  const file = await open(
    staging.at(name),
    constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW,
    0o666,
  );
  try {
    try {
      shareFile(location.place, file.fd);
      const { complete } = await receive(call, file, 0, Number.MAX_SAFE_INTEGER);
      if (!complete) throw common['bad-request']('The body broke off; nothing was changed.');
    } finally {
      await file.close();
    }
    using folder = openDestination(env, location);
    requireUnchanged(call, location);
    const got = putInPlace({ folder: staging, name }, folder, nameOf(path), conflict);
    const entry = readEntry(owners, folder.path, parentOf(path), got);
    if (entry === undefined) throw fileProblems['file-not-found']();
    return { ...entry, path: join(parentOf(path), got) };
  } catch (error) {
    removeIfThere(staging.at(name));
    throw error;
  }
}

/** The folder that `location` goes into; made where it is missing. */
export function openDestination(env: FilesEnvironment, location: Location): FolderHandle {
  const parent = locate(env, parentOf(location.path));
  try {
    return openFolder(parent);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT' || parent.path === location.place.path) throw error;
    return makeFolders(location.place, openDestination(env, parent), [nameOf(parent.path)]);
  }
}

function wantsNew(call: Call): boolean {
  return call.header('if-none-match') === '*';
}

function requireUnchanged(call: Call, location: Location): void {
  const expected = call.header('if-match');
  if (expected === undefined) return;
  const now: Stats | undefined = lstatSync(location.absolute, { throwIfNoEntry: false });
  if (now === undefined || (expected !== '*' && etagOf(now) !== expected)) {
    throw fileProblems['file-changed']({
      detail: 'It is not the version that you read. Read it again before you replace it.',
    });
  }
}

export function removeIfThere(absolute: string): void {
  try {
    unlinkSync(absolute);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
}
