import { createHash } from 'node:crypto';
import { access, constants, copyFile, lstat, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import type { Documents } from '../documents/documents.ts';
import { replaceFile } from '../documents/durable-file.ts';
import { makeCellId, parseAgainst } from '../documents/notebook-file.ts';
import { cleanPath } from '../documents/places.ts';
import { alignIds } from '../documents/rules/align-ids.ts';
import {
  emptyNotebook,
  formatNotebook,
  fromJson,
  type Notebook,
  NotebookError,
  notebookJson,
} from '../documents/rules/notebook.ts';
import type { Environment } from '../environment.ts';
import { badRequest, fromSystem, HttpError, notFound } from '../http/errors.ts';
import { isObject, type JsonObject } from '../kernels/wire.ts';

export type ContentType = 'file' | 'directory' | 'notebook';
export type ContentFormat = 'text' | 'base64' | 'json';

export interface GetOptions {
  type: ContentType | null;
  format: ContentFormat | null;
  content: boolean;
  hash: boolean;
  /** Who reads, so that a later PUT by the same can be merged. */
  reader: string;
}

const rememberedReads = 100;
const checkpointId = 'checkpoint';

/**
 * Jupyter's contents API over the home. Notebooks go through their document: what a client writes is merged into what
 * pages and kernels did meanwhile, never laid over it.
 */
export class Contents {
  readonly #environment: Environment;
  readonly #documents: Documents;
  /** What each client last read or wrote of a notebook, by path and client; the oldest are forgotten. */
  readonly #reads = new Map<string, Notebook>();

  constructor(environment: Environment, documents: Documents) {
    this.#environment = environment;
    this.#documents = documents;
  }

  async get(rawPath: string, options: GetOptions): Promise<JsonObject> {
    const path = cleanPath(rawPath);
    return this.#asSystem(path, async () => {
      const found = await stat(this.#file(path));
      if (found.isDirectory()) {
        if (options.type !== null && options.type !== 'directory')
          throw badRequest(`${path} is a directory, not a ${options.type}`);
        return this.#directory(path, options.content);
      }
      if (options.type === 'directory') throw badRequest(`${path} is not a directory`);
      if (!found.isFile()) throw badRequest(`${path} is not a regular file`);
      const type = options.type ?? (path.endsWith('.ipynb') ? 'notebook' : 'file');
      return type === 'notebook' ? this.#notebook(path, options) : this.#plainFile(path, options);
    });
  }

  /** Saves a model; answers it without its content, and whether it is new. */
  async put(rawPath: string, model: JsonObject, reader: string): Promise<{ model: JsonObject; created: boolean }> {
    const path = cleanPath(rawPath);
    if (path === '') throw badRequest('The home itself cannot be written.');
    return this.#asSystem(path, async () => {
      const existing = await stat(this.#file(path)).catch(() => null);
      const type = model.type ?? (path.endsWith('.ipynb') ? 'notebook' : 'file');
      if (type === 'directory') await this.#putDirectory(path, existing !== null);
      else if (existing?.isDirectory() === true) throw badRequest(`${path} is a directory`);
      else if (type === 'notebook') await this.#putNotebook(path, model.content, existing !== null, reader);
      else await this.#putFile(path, model);
      const saved = await this.get(path, { type: null, format: null, content: false, hash: false, reader });
      return { model: saved, created: existing === null };
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
    return this.#asSystem(folder, async () => {
      const separator = wanted.type === 'directory' ? ' ' : '';
      const path = await this.#freeName(folder, stem, ending, separator);
      const content = wanted.type === 'notebook' ? notebookJson(emptyNotebook()) : '';
      const model = { type: wanted.type, content, format: wanted.type === 'notebook' ? 'json' : 'text' };
      return (await this.put(path, model, '')).model;
    });
  }

  async copy(rawFrom: string, rawFolder: string): Promise<JsonObject> {
    const [from, folder] = [cleanPath(rawFrom), cleanPath(rawFolder)];
    return this.#asSystem(from, async () => {
      const open = await (this.#documents.find(from) ?? null);
      await open?.write();
      const ending = extname(from);
      const stem = basename(from, ending).replace(/-Copy\d*$/, '');
      const path = await this.#freeName(folder, `${stem}-Copy`, ending, '', 1);
      const source = this.#file(from);
      if ((await stat(source)).isDirectory()) throw badRequest('Folders are not copied this way.');
      await copyFile(source, this.#file(path), constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
      return this.get(path, { type: null, format: null, content: false, hash: false, reader: '' });
    });
  }

  async move(rawFrom: string, rawTo: string): Promise<JsonObject> {
    const [from, to] = [cleanPath(rawFrom), cleanPath(rawTo)];
    if (from === '' || to === '') throw badRequest('The home itself cannot be moved.');
    return this.#asSystem(from, async () => {
      if (from !== to) {
        const target = await lstat(this.#file(to)).catch(() => null);
        if (target !== null) throw new HttpError(409, `File already exists: ${to}`, 'exists');
        await rename(this.#file(from), this.#file(to));
        const checkpoint = this.#checkpoint(from);
        await rename(checkpoint, this.#checkpoint(to)).catch(() => undefined);
        await this.#documents.moved(from, to);
      }
      return this.get(to, { type: null, format: null, content: false, hash: false, reader: '' });
    });
  }

  async delete(rawPath: string): Promise<void> {
    const path = cleanPath(rawPath);
    if (path === '') throw badRequest('The home itself cannot be deleted.');
    await this.#asSystem(path, async () => {
      const found = await lstat(this.#file(path));
      if (found.isDirectory() && (await readdir(this.#file(path))).some((name) => !name.startsWith('.'))) {
        throw badRequest(`Directory ${path} not empty`);
      }
      await this.#documents.deleted(path);
      await rm(this.#file(path), { recursive: found.isDirectory() });
    });
  }

  // ------------------------------------------------------------------------------------------------ checkpoints

  async checkpoints(rawPath: string): Promise<JsonObject[]> {
    const path = cleanPath(rawPath);
    await this.#asSystem(path, () => stat(this.#file(path)));
    const found = await stat(this.#checkpoint(path)).catch(() => null);
    return found === null ? [] : [{ id: checkpointId, last_modified: found.mtime.toISOString() }];
  }

  async makeCheckpoint(rawPath: string): Promise<JsonObject> {
    const path = cleanPath(rawPath);
    return this.#asSystem(path, async () => {
      const open = await (this.#documents.find(path) ?? null);
      await open?.write();
      const target = this.#checkpoint(path);
      await mkdir(dirname(target), { recursive: true, mode: 0o700 });
      await copyFile(this.#file(path), `${target}.new`, constants.COPYFILE_FICLONE);
      await rename(`${target}.new`, target);
      return { id: checkpointId, last_modified: (await stat(target)).mtime.toISOString() };
    });
  }

  async restoreCheckpoint(rawPath: string, id: string): Promise<void> {
    const path = cleanPath(rawPath);
    await this.#asSystem(path, async () => {
      if (id !== checkpointId) throw notFound(`checkpoint does not exist: ${path}@${id}`);
      const bytes = await readFile(this.#checkpoint(path)).catch(() => null);
      if (bytes === null) throw notFound(`checkpoint does not exist: ${path}@${id}`);
      if (!path.endsWith('.ipynb')) {
        await this.#write(path, bytes);
        return;
      }
      const document = await this.#documents.open(path);
      // Whoever restores wants all of it: what is there now counts as read.
      await document.merge(document.notebook(), parseAgainst(bytes, document.notebook()), 'jupyter-client');
      await document.write();
    });
  }

  async deleteCheckpoint(rawPath: string, id: string): Promise<void> {
    const path = cleanPath(rawPath);
    if (id !== checkpointId) throw notFound(`checkpoint does not exist: ${path}@${id}`);
    await this.#asSystem(path, () => rm(this.#checkpoint(path)));
  }

  // ------------------------------------------------------------------------------------------------ reading

  async #directory(path: string, withContent: boolean): Promise<JsonObject> {
    const folder = this.#file(path);
    const model = await this.#model(path, 'directory');
    if (!withContent) return model;
    const names = (await readdir(folder)).filter((name) => !name.startsWith('.'));
    const entries = await Promise.all(names.map((name) => this.#entry(path === '' ? name : `${path}/${name}`)));
    return { ...model, format: 'json', content: entries.filter((entry) => entry !== null) };
  }

  /** Null for what is neither file nor folder, or vanished. */
  async #entry(path: string): Promise<JsonObject | null> {
    const found = await stat(this.#file(path)).catch(() => null);
    if (found === null || !(found.isFile() || found.isDirectory())) return null;
    return this.#model(path, found.isDirectory() ? 'directory' : path.endsWith('.ipynb') ? 'notebook' : 'file');
  }

  async #model(path: string, type: ContentType): Promise<JsonObject> {
    const found = await stat(this.#file(path));
    const writable = await access(this.#file(path), constants.W_OK).then(
      () => true,
      () => false,
    );
    return {
      name: basename(path),
      path,
      type,
      created: (found.birthtimeMs > 0 ? found.birthtime : found.ctime).toISOString(),
      last_modified: found.mtime.toISOString(),
      writable,
      size: type === 'directory' ? null : found.size,
      mimetype: type === 'file' ? guessType(path) : null,
      content: null,
      format: null,
      hash: null,
      hash_algorithm: null,
    };
  }

  async #plainFile(path: string, options: GetOptions): Promise<JsonObject> {
    const model = await this.#model(path, 'file');
    if (!options.content && !options.hash) return model;
    const bytes = await readFile(this.#file(path));
    const hashed = options.hash ? { hash: sha256(bytes), hash_algorithm: 'sha256' } : {};
    if (!options.content) return { ...model, ...hashed };
    const text = options.format === 'base64' ? null : asText(bytes);
    if (text === null && options.format === 'text') throw badRequest(`${path} is not UTF-8 encoded`);
    if (text === null)
      return { ...model, ...hashed, mimetype: guessType(path), format: 'base64', content: bytes.toString('base64') };
    return { ...model, ...hashed, mimetype: guessType(path) ?? 'text/plain', format: 'text', content: text };
  }

  async #notebook(path: string, options: GetOptions): Promise<JsonObject> {
    const document = await (this.#documents.find(path) ?? null);
    const model = await this.#model(path, 'notebook');
    if (!options.content && !options.hash) return model;
    const notebook = document?.notebook() ?? (await this.#readNotebook(path));
    if (options.reader !== '' && options.content) this.#remember(path, options.reader, notebook);
    const hashed = options.hash ? { hash: sha256(formatNotebook(notebook)), hash_algorithm: 'sha256' } : {};
    return { ...model, ...hashed, ...(options.content ? { format: 'json', content: notebookJson(notebook) } : {}) };
  }

  async #readNotebook(path: string): Promise<Notebook> {
    const bytes = await readFile(this.#file(path));
    if (bytes.toString().trim() === '') return emptyNotebook();
    return parseAgainst(bytes, null);
  }

  // ------------------------------------------------------------------------------------------------ writing

  async #putDirectory(path: string, exists: boolean): Promise<void> {
    if (!exists) await mkdir(this.#file(path));
  }

  async #putNotebook(path: string, content: unknown, exists: boolean, reader: string): Promise<void> {
    const whole = content === undefined || content === null ? notebookJson(emptyNotebook()) : content;
    const { notebook, madeIds } = fromJson(whole, makeCellId);
    if (!exists) {
      await this.#write(path, formatNotebook(notebook));
      this.#remember(path, reader, notebook);
      return;
    }
    const document = await this.#documents.open(path);
    const read = this.#reads.get(readKey(path, reader)) ?? null;
    const theirs = alignIds(read ?? document.notebook(), notebook, madeIds);
    await document.merge(read, theirs, 'jupyter-client');
    await document.write();
    this.#remember(path, reader, theirs);
  }

  async #putFile(path: string, model: JsonObject): Promise<void> {
    const { content, format, chunk } = model;
    if (typeof content !== 'string') throw badRequest('"content" must be text.');
    if (format === 'base64' && !/^[A-Za-z0-9+/=\s]*$/.test(content)) throw badRequest('"content" is not base64.');
    const bytes = Buffer.from(content, format === 'base64' ? 'base64' : 'utf8');
    if (typeof chunk === 'number') await this.#putChunk(path, bytes, chunk);
    else await this.#write(path, bytes);
  }

  /** JupyterLab's upload of large files: chunk 1 begins, -1 is the last. */
  async #putChunk(path: string, bytes: Buffer, chunk: number): Promise<void> {
    const handle = await open(this.#file(path), chunk === 1 ? 'w' : 'a', this.#documents.place(path).fileMode);
    try {
      await handle.writeFile(bytes);
      if (chunk === -1) await handle.sync();
    } finally {
      await handle.close();
    }
  }

  async #write(path: string, content: string | Uint8Array): Promise<void> {
    const file = this.#file(path);
    const mode = await stat(file).then(
      (found) => found.mode & 0o777,
      () => this.#documents.place(path).fileMode,
    );
    await replaceFile(file, content, mode);
  }

  // ------------------------------------------------------------------------------------------------ names

  #file(path: string): string {
    return join(this.#environment.home, path);
  }

  #checkpoint(path: string): string {
    const folder = dirname(this.#file(path));
    const ending = extname(path);
    return join(folder, '.ipynb_checkpoints', `${basename(path, ending)}-checkpoint${ending}`);
  }

  async #freeName(folder: string, stem: string, ending: string, separator: string, first = 0): Promise<string> {
    const taken = new Set(await readdir(this.#file(folder)));
    for (let number = first; ; number++) {
      const name = `${stem}${number === 0 ? '' : `${separator}${number}`}${ending}`;
      if (!taken.has(name)) return folder === '' ? name : `${folder}/${name}`;
    }
  }

  #remember(path: string, reader: string, notebook: Notebook): void {
    const key = readKey(path, reader);
    this.#reads.delete(key);
    this.#reads.set(key, notebook);
    const oldest = this.#reads.keys().next();
    if (this.#reads.size > rememberedReads && oldest.done !== true) this.#reads.delete(oldest.value);
  }

  async #asSystem<T>(path: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof NotebookError) {
        throw new HttpError(400, `Unreadable Notebook: ${path} ${error.message}`, error.problem, 'bad format');
      }
      const failure = fromSystem(error, path === '' ? 'The home' : path);
      if (failure.status === 404) throw notFound(`No such file or directory: ${path}`);
      throw failure;
    }
  }
}

function readKey(path: string, reader: string): string {
  return `${path}\0${reader}`;
}

function sha256(bytes: string | Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function asText(bytes: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

const types: Record<string, string> = {
  '.txt': 'text/plain',
  '.md': 'text/markdown',
  '.py': 'text/x-python',
  '.sql': 'application/sql',
  '.json': 'application/json',
  '.csv': 'text/csv',
  '.html': 'text/html',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.gif': 'image/gif',
  '.pdf': 'application/pdf',
  '.js': 'text/javascript',
  '.css': 'text/css',
};

function guessType(path: string): string | null {
  return types[extname(path).toLowerCase()] ?? null;
}

/** `type`, `format` and the rest of a GET. */
export function getOptions(query: URLSearchParams, reader: string): GetOptions {
  const type = query.get('type');
  const format = query.get('format');
  if (type !== null && type !== 'file' && type !== 'directory' && type !== 'notebook') {
    throw badRequest(`Type ${JSON.stringify(type)} is invalid`);
  }
  if (format !== null && format !== 'text' && format !== 'base64' && format !== 'json') {
    throw badRequest(`Format ${JSON.stringify(format)} is invalid`);
  }
  const flag = (name: string, otherwise: string): boolean => (query.get(name) ?? otherwise) === '1';
  return {
    type,
    format: format === 'json' ? null : format,
    content: flag('content', '1'),
    hash: flag('hash', '0'),
    reader,
  };
}

/** What of a request's body asks for a copy. */
export function copyFrom(body: JsonObject): string | null {
  return isObject(body) && typeof body.copy_from === 'string' ? body.copy_from : null;
}
