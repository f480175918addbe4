import { constants, copyFile, lstat, rename } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import type { Documents } from '../../documents/documents.ts';
import { cleanPath } from '../../documents/places.ts';
import { emptyNotebook, notebookJson } from '../../documents/rules/notebook.ts';
import type { Environment } from '../../environment.ts';
import { badRequest, HttpError } from '../../http/errors.ts';
import type { JsonObject } from '../../kernels/wire.ts';
import { asSystem } from './as-system.ts';
import { Checkpoints } from './checkpoints.ts';
import { type GetOptions, modelOnly } from './get-options.ts';
import { KnownReads } from './known-reads.ts';
import { ContentPaths } from './paths.ts';
import { ReadContents } from './read-contents.ts';
import { intoTrash } from './trash.ts';
import { WriteContents } from './write-contents.ts';

/**
 * Jupyter's contents API over the home. Notebooks go through their document: what a client writes is merged into what
 * pages and kernels did meanwhile, never laid over it.
 */
export class Contents {
  readonly checkpoints: Checkpoints;
  readonly #environment: Environment;
  readonly #documents: Documents;
  readonly #paths: ContentPaths;
  readonly #reading: ReadContents;
  readonly #writing: WriteContents;

  constructor(environment: Environment, documents: Documents) {
    const reads = new KnownReads();
    this.#environment = environment;
    this.#documents = documents;
    this.#paths = new ContentPaths(environment);
    this.#reading = new ReadContents(this.#paths, documents, reads);
    this.#writing = new WriteContents(this.#paths, documents, reads);
    this.checkpoints = new Checkpoints(this.#paths, documents, this.#writing);
  }

  async get(rawPath: string, options: GetOptions): Promise<JsonObject> {
    const path = cleanPath(rawPath);
    return asSystem(path, () => this.#reading.get(path, options));
  }

  /** Saves a model; answers it without its content, and whether it is new. */
  async put(rawPath: string, model: JsonObject, reader: string): Promise<{ model: JsonObject; created: boolean }> {
    const path = cleanPath(rawPath);
    if (path === '') throw badRequest('The home itself cannot be written.');
    return asSystem(path, async () => {
      const created = await this.#writing.put(path, model, reader);
      return { model: await this.#reading.get(path, modelOnly), created };
    });
  }

  /** A new untitled thing in the folder. */
  async create(rawFolder: string, wanted: { type: string; ext: string }): Promise<JsonObject> {
    const folder = cleanPath(rawFolder);
    const names: Record<string, [string, string]> = {
      directory: ['Untitled Folder', ''],
      notebook: ['Untitled', '.ipynb'],
      file: ['untitled', wanted.ext],
    };
    const [stem, ending] = names[wanted.type] ?? ['untitled', wanted.ext];
    return asSystem(folder, async () => {
      const separator = wanted.type === 'directory' ? ' ' : '';
      const path = await this.#paths.free(folder, stem, ending, separator);
      const content = wanted.type === 'notebook' ? notebookJson(emptyNotebook()) : '';
      const model = { type: wanted.type, content, format: wanted.type === 'notebook' ? 'json' : 'text' };
      return (await this.put(path, model, '')).model;
    });
  }

  async copy(rawFrom: string, rawFolder: string): Promise<JsonObject> {
    const [from, folder] = [cleanPath(rawFrom), cleanPath(rawFolder)];
    return asSystem(from, async () => {
      const open = await (this.#documents.find(from) ?? null);
      await open?.write();
      const ending = extname(from);
      const stem = basename(from, ending).replace(/-Copy\d*$/, '');
      const path = await this.#paths.free(folder, `${stem}-Copy`, ending, '', 1);
      await this.#copyFile(from, path);
      return this.#reading.get(path, modelOnly);
    });
  }

  async move(rawFrom: string, rawTo: string): Promise<JsonObject> {
    const [from, to] = [cleanPath(rawFrom), cleanPath(rawTo)];
    if (from === '' || to === '') throw badRequest('The home itself cannot be moved.');
    return asSystem(from, async () => {
      if (from !== to) {
        const target = await lstat(this.#paths.file(to)).catch(() => null);
        if (target !== null) throw new HttpError(409, `File already exists: ${to}`, 'exists');
        await this.#rename(from, to);
        await this.checkpoints.moved(from, to);
        await this.#documents.moved(from, to);
      }
      return this.#reading.get(to, modelOnly);
    });
  }

  async #copyFile(from: string, to: string): Promise<void> {
    const source = await this.#paths.files.file(from);
    try {
      if ((await source.handle.stat()).isDirectory()) throw badRequest('Folders are not copied this way.');
      using target = this.#paths.parent(to).handle;
      const flags = constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE;
      await copyFile(`/proc/self/fd/${source.handle.fd}`, target.at(basename(to)), flags);
    } finally {
      await source.handle.close();
    }
  }

  async #rename(from: string, to: string): Promise<void> {
    using source = this.#paths.parent(from).handle;
    using target = this.#paths.parent(to).handle;
    await rename(source.at(basename(from)), target.at(basename(to)));
  }

  /** Into the trash, a folder with all that is in it. */
  async delete(rawPath: string): Promise<void> {
    const path = cleanPath(rawPath);
    if (path === '') throw badRequest('The home itself cannot be deleted.');
    await asSystem(path, async () => {
      await lstat(this.#paths.file(path));
      // What a page typed last is in the file that waits in the trash.
      await this.#documents.written(path);
      await intoTrash(this.#environment, path);
      await this.#documents.deleted(path);
    });
  }
}

/** What of a request's body asks for a copy. */
export function copyFrom(body: JsonObject): string | null {
  return typeof body.copy_from === 'string' ? body.copy_from : null;
}
