import { constants, copyFile, lstat, rename, rm, stat } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { type FolderHandle, makeAndEnter } from '../../../../storage/inside/index.ts';
import type { Documents } from '../../documents/documents.ts';
import { temporaryName } from '../../documents/file/durable-file.ts';
import { parseAgainst } from '../../documents/file/notebook-file.ts';
import { readRegular } from '../../documents/file/open-regular.ts';
import type { OpenFolder } from '../../documents/file/tenant-files.ts';
import { cleanPath } from '../../documents/places.ts';
import { notFound } from '../../http/errors.ts';
import type { JsonObject } from '../../kernels/wire.ts';
import { limits } from '../../limits.ts';
import { asSystem } from './as-system.ts';
import type { ContentPaths } from './paths.ts';
import type { WriteContents } from './write-contents.ts';

const checkpointId = 'checkpoint';
const folderName = '.ipynb_checkpoints';

/** Jupyter's checkpoints: one for each file, beside it. */
export class Checkpoints {
  readonly #paths: ContentPaths;
  readonly #documents: Documents;
  readonly #writing: WriteContents;

  constructor(paths: ContentPaths, documents: Documents, writing: WriteContents) {
    this.#paths = paths;
    this.#documents = documents;
    this.#writing = writing;
  }

  async list(rawPath: string): Promise<JsonObject[]> {
    const path = cleanPath(rawPath);
    await asSystem(path, () => stat(this.#paths.file(path)));
    return this.#within(path, false, async (folder, name) => {
      const found = await lstat(folder.at(name)).catch(() => null);
      return found === null ? [] : [{ id: checkpointId, last_modified: found.mtime.toISOString() }];
    }).catch(() => []);
  }

  async make(rawPath: string): Promise<JsonObject> {
    const path = cleanPath(rawPath);
    return asSystem(path, async () => {
      const open = await (this.#documents.find(path) ?? null);
      await open?.write();
      const { handle, group } = await this.#paths.files.file(path);
      try {
        return await this.#within(path, true, async (folder, name, above) => {
          this.#paths.files.requireMayHold(above, group, path);
          const temporary = temporaryName(name);
          const flags = constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL;
          await copyFile(`/proc/self/fd/${handle.fd}`, folder.at(temporary), flags);
          await rename(folder.at(temporary), folder.at(name));
          return { id: checkpointId, last_modified: (await lstat(folder.at(name))).mtime.toISOString() };
        });
      } finally {
        await handle.close();
      }
    });
  }

  async restore(rawPath: string, id: string): Promise<void> {
    const path = cleanPath(rawPath);
    await asSystem(path, async () => {
      const bytes = id === checkpointId ? await this.#read(path).catch(() => null) : null;
      if (bytes === null) throw unknown(path, id);
      if (!path.endsWith('.ipynb')) {
        await this.#writing.replace(path, bytes);
        return;
      }
      const document = await this.#documents.open(path);
      // Whoever restores wants all of it: what is there now counts as read.
      await document.merge(document.notebook(), parseAgainst(bytes, document.notebook()), 'jupyter-client');
      await document.write();
    });
  }

  async delete(rawPath: string, id: string): Promise<void> {
    const path = cleanPath(rawPath);
    if (id !== checkpointId) throw unknown(path, id);
    await asSystem(path, () => this.#within(path, false, (folder, name) => rm(folder.at(name))));
  }

  /** The file has another path. */
  async moved(from: string, to: string): Promise<void> {
    const move = this.#within(from, false, (source, name) =>
      this.#within(to, false, (target, newName) => rename(source.at(name), target.at(newName))),
    );
    await move.catch(() => undefined);
  }

  #read(path: string): Promise<Buffer> {
    return this.#within(path, false, (folder, name) => readRegular(folder.at(name), limits.fileReadBytes));
  }

  /** Works in the folder of the file's one checkpoint; a link in its place is refused. */
  async #within<T>(
    path: string,
    make: boolean,
    work: (folder: FolderHandle, name: string, above: OpenFolder) => Promise<T>,
  ): Promise<T> {
    const above = this.#paths.parent(path);
    using parent = above.handle;
    using folder = make ? makeAndEnter(parent, folderName, 0o700) : parent.enter(folderName);
    const ending = extname(path);
    return await work(folder, `${basename(path, ending)}-checkpoint${ending}`, above);
  }
}

function unknown(path: string, id: string): Error {
  return notFound(`checkpoint does not exist: ${path}@${id}`);
}
