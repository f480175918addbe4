import { createHash } from 'node:crypto';
import { access, constants, readdir, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Documents } from '../../documents/documents.ts';
import { parseAgainst } from '../../documents/file/notebook-file.ts';
import { emptyNotebook, formatNotebook, type Notebook, notebookJson } from '../../documents/rules/notebook.ts';
import { badRequest } from '../../http/errors.ts';
import type { JsonObject } from '../../kernels/wire.ts';
import { guessType } from './file-type.ts';
import type { ContentType, GetOptions } from './get-options.ts';
import type { KnownReads } from './known-reads.ts';
import type { ContentPaths } from './paths.ts';

/** Jupyter's models of what is in the home. */
export class ReadContents {
  readonly #paths: ContentPaths;
  readonly #documents: Documents;
  readonly #reads: KnownReads;

  constructor(paths: ContentPaths, documents: Documents, reads: KnownReads) {
    this.#paths = paths;
    this.#documents = documents;
    this.#reads = reads;
  }

  async get(path: string, options: GetOptions): Promise<JsonObject> {
    const found = await stat(this.#paths.file(path));
    if (found.isDirectory()) {
      if (options.type !== null && options.type !== 'directory')
        throw badRequest(`${path} is a directory, not a ${options.type}`);
      return this.#directory(path, options.content);
    }
    if (options.type === 'directory') throw badRequest(`${path} is not a directory`);
    if (!found.isFile()) throw badRequest(`${path} is not a regular file`);
    const type = options.type ?? (path.endsWith('.ipynb') ? 'notebook' : 'file');
    return type === 'notebook' ? this.#notebook(path, options) : this.#plainFile(path, options);
  }

  async #directory(path: string, withContent: boolean): Promise<JsonObject> {
    const model = await this.#model(path, 'directory');
    if (!withContent) return model;
    const names = (await readdir(this.#paths.file(path))).filter((name) => !name.startsWith('.'));
    const entries = await Promise.all(names.map((name) => this.#entry(path === '' ? name : `${path}/${name}`)));
    return { ...model, format: 'json', content: entries.filter((entry) => entry !== null) };
  }

  /** Null for what is neither file nor folder, or vanished. */
  async #entry(path: string): Promise<JsonObject | null> {
    const found = await stat(this.#paths.file(path)).catch(() => null);
    if (found === null || !(found.isFile() || found.isDirectory())) return null;
    return this.#model(path, found.isDirectory() ? 'directory' : path.endsWith('.ipynb') ? 'notebook' : 'file');
  }

  async #model(path: string, type: ContentType): Promise<JsonObject> {
    const found = await stat(this.#paths.file(path));
    const writable = await access(this.#paths.file(path), constants.W_OK).then(
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
    const bytes = await this.#paths.read(path);
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
    const notebook = document?.notebook() ?? (await this.#closedNotebook(path));
    if (options.reader !== '' && options.content) this.#reads.remember(path, options.reader, notebook);
    const hashed = options.hash ? { hash: sha256(formatNotebook(notebook)), hash_algorithm: 'sha256' } : {};
    return { ...model, ...hashed, ...(options.content ? { format: 'json', content: notebookJson(notebook) } : {}) };
  }

  async #closedNotebook(path: string): Promise<Notebook> {
    const bytes = await this.#paths.read(path);
    if (bytes.toString().trim() === '') return emptyNotebook();
    return parseAgainst(bytes, null);
  }
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
