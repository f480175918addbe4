import { constants, type FileHandle, lstat, mkdir, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Documents } from '../../documents/documents.ts';
import { replaceFile } from '../../documents/file/durable-file.ts';
import { makeCellId } from '../../documents/file/notebook-file.ts';
import { openRegular } from '../../documents/file/open-regular.ts';
import { alignIds } from '../../documents/rules/align-ids.ts';
import { emptyNotebook, formatNotebook, fromJson, notebookJson } from '../../documents/rules/notebook.ts';
import { badRequest } from '../../http/errors.ts';
import type { JsonObject } from '../../kernels/wire.ts';
import type { KnownReads } from './known-reads.ts';
import type { ContentPaths } from './paths.ts';

/** Puts what a client sent into the home; a notebook is merged into its document, never laid over it. */
export class WriteContents {
  readonly #paths: ContentPaths;
  readonly #documents: Documents;
  readonly #reads: KnownReads;

  constructor(paths: ContentPaths, documents: Documents, reads: KnownReads) {
    this.#paths = paths;
    this.#documents = documents;
    this.#reads = reads;
  }

  /** Answers whether it is new. */
  async put(path: string, model: JsonObject, reader: string): Promise<boolean> {
    const existing = await stat(this.#paths.file(path)).catch(() => null);
    const type = model.type ?? (path.endsWith('.ipynb') ? 'notebook' : 'file');
    if (type === 'directory') {
      if (existing === null) await this.#folder(path);
    } else if (existing?.isDirectory() === true) throw badRequest(`${path} is a directory`);
    else if (type === 'notebook') await this.#notebook(path, model.content, existing !== null, reader);
    else await this.#file(path, model);
    return existing === null;
  }

  /** Replaces a file's content, keeping its mode. */
  async replace(path: string, content: string | Uint8Array): Promise<void> {
    using folder = this.#paths.parent(path).handle;
    const name = basename(path);
    const found = await lstat(folder.at(name)).catch(() => null);
    const mode = found?.isFile() === true ? found.mode & 0o777 : this.#documents.place(path).fileMode;
    await replaceFile(folder, name, content, mode);
  }

  async #folder(path: string): Promise<void> {
    using parent = this.#paths.parent(path).handle;
    await mkdir(parent.at(basename(path)));
  }

  async #notebook(path: string, content: unknown, exists: boolean, reader: string): Promise<void> {
    const whole = content === undefined || content === null ? notebookJson(emptyNotebook()) : content;
    const { notebook, madeIds } = fromJson(whole, makeCellId);
    if (!exists) {
      await this.replace(path, formatNotebook(notebook));
      this.#reads.remember(path, reader, notebook);
      return;
    }
    const document = await this.#documents.open(path);
    const read = this.#reads.of(path, reader);
    const theirs = alignIds(read ?? document.notebook(), notebook, madeIds);
    await document.merge(read, theirs, 'jupyter-client');
    await document.write();
    this.#reads.remember(path, reader, theirs);
  }

  async #file(path: string, model: JsonObject): Promise<void> {
    const { content, format, chunk } = model;
    if (typeof content !== 'string') throw badRequest('"content" must be text.');
    if (format === 'base64' && !/^[A-Za-z0-9+/=\s]*$/.test(content)) throw badRequest('"content" is not base64.');
    const bytes = Buffer.from(content, format === 'base64' ? 'base64' : 'utf8');
    if (typeof chunk === 'number') await this.#chunk(path, bytes, chunk);
    else await this.replace(path, bytes);
  }

  async #append(path: string): Promise<FileHandle> {
    const { O_APPEND, O_CREAT, O_NOFOLLOW, O_WRONLY } = constants;
    using folder = this.#paths.parent(path).handle;
    const flags = O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW;
    return await openRegular(folder.at(basename(path)), flags, this.#documents.place(path).fileMode);
  }

  /** JupyterLab's upload of large files: chunk 1 begins, -1 is the last. */
  async #chunk(path: string, bytes: Buffer, chunk: number): Promise<void> {
    const handle = await this.#append(path);
    try {
      if (chunk === 1) await handle.truncate(0);
      await handle.writeFile(bytes);
      if (chunk === -1) await handle.sync();
    } finally {
      await handle.close();
    }
  }
}
