import type { Conflict, Entry, Job } from '../contract.ts';
import { fileProblems } from '../problems.ts';
import { type HomePath, join, nameOf, parentOf, parseNewName } from '../rules/home-path.ts';
import { readEntry } from './entry.ts';
import type { FilesEnvironment } from './environment.ts';
import { type FolderHandle, openFolder, openParent } from './folder-handle.ts';
import type { JobProgress, Jobs } from './jobs.ts';
import { isGroupsFolder, type Location, locate, refuseProtected } from './location.ts';
import { newId } from './new-id.ts';
import type { Owners } from './owners.ts';
import { putInPlace } from './put-in-place.ts';
import { requireSpace } from './space.ts';
import { openOurs } from './staging.ts';
import { codeOf } from './system-problem.ts';
import { copyTree, eraseTree, measureTree, stepper } from './tree.ts';

/** Renames, moves and copies: within a place a move is one rename, between places a copy and then an erasing. */
export class Transfer {
  readonly #env: FilesEnvironment;
  readonly #owners: Owners;
  readonly #jobs: Jobs;

  constructor(env: FilesEnvironment, owners: Owners, jobs: Jobs) {
    this.#env = env;
    this.#owners = owners;
    this.#jobs = jobs;
  }

  rename(path: HomePath, newName: string): Entry {
    refuseProtected(this.#env, path);
    const name = parseNewName(newName);
    const target = join(parentOf(path), name);
    refuseProtected(this.#env, target);
    using folder = openParent(this.#env, locate(this.#env, path));
    if (name !== nameOf(path)) putInPlace({ folder, name: nameOf(path) }, folder, name, 'fail');
    const entry = readEntry(this.#owners, folder.path, parentOf(path), name);
    if (entry === undefined) throw fileProblems['file-not-found']({ field: 'path' });
    return entry;
  }

  async move(paths: readonly HomePath[], to: HomePath, conflict: Conflict): Promise<Job> {
    const { sources, target } = this.#checked(paths, to);
    for (const source of sources) refuseProtected(this.#env, source.path);
    return await this.#jobs.start('move', async (progress) => {
      for (const source of sources) progress.result(await this.#moveOne(source, target, conflict, progress));
    });
  }

  async copy(paths: readonly HomePath[], to: HomePath, conflict: Conflict): Promise<Job> {
    const { sources, target } = this.#checked(paths, to);
    return await this.#jobs.start('copy', async (progress) => {
      await this.#count(sources, target, progress);
      for (const source of sources) progress.result(await this.#copyOne(source, target, conflict, progress));
    });
  }

  #checked(paths: readonly HomePath[], to: HomePath): { sources: Location[]; target: Location } {
    if (isGroupsFolder(to)) {
      throw fileProblems['path-protected']({
        field: 'to',
        detail: 'Choose one of the groups: "groups" only lists them.',
      });
    }
    const sources = paths.map((path) => locate(this.#env, path));
    for (const { path, place } of sources) {
      if (path === place.path || isGroupsFolder(path)) refuseProtected(this.#env, path);
    }
    refuseProtected(this.#env, join(to, 'anything'));
    return { sources, target: locate(this.#env, to) };
  }

  async #moveOne(source: Location, target: Location, conflict: Conflict, progress: JobProgress): Promise<HomePath> {
    await progress.step();
    const name = nameOf(source.path);
    using from = openParent(this.#env, source);
    using to = openFolder(target);
    if (from.realPath === to.realPath && conflict !== 'fail') return source.path;
    if (source.place.root === target.place.root) {
      try {
        const got = putInPlace({ folder: from, name }, to, name, conflict);
        progress.item(name);
        return join(target.path, got);
      } catch (error) {
        if (codeOf(error) === 'EINVAL') throw intoItself(name);
        if (codeOf(error) !== 'EXDEV') throw error;
      }
    }
    await this.#count([source], target, progress);
    const moved = await this.#copyOne(source, target, conflict, progress);
    // The copy is whole: what is left of the move is not cancelled any more.
    await discard(from, name);
    return moved;
  }

  async #copyOne(source: Location, target: Location, conflict: Conflict, progress: JobProgress): Promise<HomePath> {
    const name = nameOf(source.path);
    using from = openParent(this.#env, source);
    using to = openFolder(target);
    const inside = `${from.realPath}/${name}`;
    if (to.realPath === inside || to.realPath.startsWith(`${inside}/`)) throw intoItself(name);
    using staging = openOurs(target.place, 'uploads');
    const staged = `copy-${newId()}`;
    try {
      await copyTree(from, name, staging, staged, target.place, progress);
      return join(target.path, putInPlace({ folder: staging, name: staged }, to, name, conflict));
    } catch (error) {
      await discard(staging, staged);
      throw error;
    }
  }

  async #count(sources: readonly Location[], target: Location, progress: JobProgress): Promise<void> {
    let bytes = 0;
    let items = 0;
    for (const source of sources) {
      using from = openParent(this.#env, source);
      const size = await measureTree(from, nameOf(source.path), progress.step);
      bytes += size.bytes;
      items += size.items;
    }
    progress.total(bytes, items);
    requireSpace(target.place.root, bytes);
  }
}

/** Erases without telling anybody, to the end. */
export async function discard(folder: FolderHandle, name: string): Promise<void> {
  const step = stepper(new AbortController().signal);
  await eraseTree(folder, name, { step, item: () => undefined, bytes: () => undefined });
}

function intoItself(name: string) {
  return fileProblems['into-itself']({
    field: 'to',
    detail: `"${name}" cannot be put into itself. Choose another folder.`,
  });
}
