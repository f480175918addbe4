import { constants, readlinkSync, realpathSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { FolderHandle } from '../../../../storage/inside/index.ts';
import type { Environment } from '../../environment.ts';
import { HttpError } from '../../http/errors.ts';
import { openRegular } from './open-regular.ts';

/** A folder held open, and the group in whose folder it really lies; null outside of groups. */
export interface OpenFolder {
  handle: FolderHandle;
  group: string | null;
}

/** A file held open, and the group in whose folder it really lies. */
export interface OpenFile {
  handle: FileHandle;
  group: string | null;
}

/**
 * Opens what a path of the home leads to. Links are the tenant's own business at home; those in a group's folder may be
 * anybody's. So what a name in such a folder leads to must lie in the same group's folder. That is decided by what was
 * opened, not by how the path is spelled.
 */
export class TenantFiles {
  readonly #home: string;
  readonly #groups: string;

  constructor({ home, groups }: Pick<Environment, 'home' | 'groups'>) {
    this.#home = home;
    this.#groups = groups;
  }

  /** The folder that holds what the path names. The caller ends its handle. */
  parent(path: string): OpenFolder {
    return this.folder(path === '' ? '' : dirname(path));
  }

  folder(path: string): OpenFolder {
    const folder = this.at(join(this.#home, path));
    const spelled = spelledGroup(path);
    if (spelled === null || this.#groups === '' || folder.group === spelled) return folder;
    folder.handle[Symbol.dispose]();
    throw outside(path);
  }

  /** The folder at an address of the system. */
  at(absolute: string): OpenFolder {
    const handle = FolderHandle.open(absolute);
    try {
      return { handle, group: this.#groupOf(handle.realPath) };
    } catch (error) {
      handle[Symbol.dispose]();
      throw error;
    }
  }

  /** @param flags  only for what does not change it: links are followed before it is known where they lead */
  async file(path: string, flags = constants.O_RDONLY): Promise<OpenFile> {
    const { handle: folder, group: above } = this.parent(path);
    using parent = folder;
    const handle = await openRegular(parent.at(basename(path)), flags);
    try {
      const group = this.#groupOf(readlinkSync(`/proc/self/fd/${handle.fd}`));
      if (above !== null && group !== above) throw outside(path);
      return { handle, group };
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /** @param group  of what is written: of one group's it goes nowhere but into that group or home */
  requireMayHold(folder: OpenFolder, group: string | null, path: string): void {
    if (folder.group !== null && folder.group !== group) throw outside(path);
  }

  #groupOf(real: string): string | null {
    const root = this.#groups === '' ? null : realOf(this.#groups);
    if (root === null || !real.startsWith(`${root}/`)) return null;
    return real.slice(root.length + 1).split('/')[0] ?? null;
  }
}

function spelledGroup(path: string): string | null {
  const [first, group] = path.split('/');
  return first === 'groups' && group !== undefined ? group : null;
}

function realOf(path: string): string | null {
  try {
    return realpathSync(path);
  } catch {
    return null;
  }
}

export function outside(path: string): HttpError {
  return new HttpError(
    403,
    `“${basename(path)}” is a link, or lies behind a link, that leads out of the group's folder. It is not opened from there.`,
    'outside-group',
  );
}
