import { constants, copyFile, mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Documents } from '../../documents/documents.ts';
import { parseAgainst } from '../../documents/file/notebook-file.ts';
import { cleanPath } from '../../documents/places.ts';
import { notFound } from '../../http/errors.ts';
import type { JsonObject } from '../../kernels/wire.ts';
import { asSystem } from './as-system.ts';
import type { ContentPaths } from './paths.ts';
import type { WriteContents } from './write-contents.ts';

const checkpointId = 'checkpoint';

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
    const found = await stat(this.#paths.checkpoint(path)).catch(() => null);
    return found === null ? [] : [{ id: checkpointId, last_modified: found.mtime.toISOString() }];
  }

  async make(rawPath: string): Promise<JsonObject> {
    const path = cleanPath(rawPath);
    return asSystem(path, async () => {
      const open = await (this.#documents.find(path) ?? null);
      await open?.write();
      const target = this.#paths.checkpoint(path);
      await mkdir(dirname(target), { recursive: true, mode: 0o700 });
      await copyFile(this.#paths.file(path), `${target}.new`, constants.COPYFILE_FICLONE);
      await rename(`${target}.new`, target);
      return { id: checkpointId, last_modified: (await stat(target)).mtime.toISOString() };
    });
  }

  async restore(rawPath: string, id: string): Promise<void> {
    const path = cleanPath(rawPath);
    await asSystem(path, async () => {
      const bytes = id === checkpointId ? await readFile(this.#paths.checkpoint(path)).catch(() => null) : null;
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
    await asSystem(path, () => rm(this.#paths.checkpoint(path)));
  }

  /** The file has another path. */
  async moved(from: string, to: string): Promise<void> {
    await rename(this.#paths.checkpoint(from), this.#paths.checkpoint(to)).catch(() => undefined);
  }
}

function unknown(path: string, id: string): Error {
  return notFound(`checkpoint does not exist: ${path}@${id}`);
}
