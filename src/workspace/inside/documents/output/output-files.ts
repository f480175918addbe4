import { createHash, randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { type OutputReference, outputReferenceType } from '../../../protocol/document.ts';
import { isObject, type JsonObject } from '../../kernels/wire.ts';
import { limits } from '../../limits.ts';
import { createFile, replaceFile } from '../file/durable-file.ts';
import type { KeptFolder } from '../file/kept-folder.ts';

/** Large outputs of one notebook, in files named by their content's hash. */
export class OutputFiles {
  #folder: KeptFolder;
  readonly #writing = new Map<string, Promise<void>>();

  constructor(folder: KeptFolder) {
    this.#folder = folder.within('outputs');
  }

  /** The notebook's folder was moved. */
  moved(folder: KeptFolder): void {
    this.#folder = folder.within('outputs');
  }

  /** The output with every large MIME value moved into a file and a reference in its place. */
  withReferences(output: JsonObject): JsonObject {
    if (!isObject(output.data)) return output;
    const large = Object.entries(output.data).filter(([, value]) => sizeOf(value) > limits.outputInlineBytes);
    if (large.length === 0) return output;
    const data: JsonObject = { ...output.data };
    for (const [mime] of large) delete data[mime];
    // One reference takes the place of the richest type; a page shows that one anyway.
    const [mime, value] = large.sort(([a], [b]) => rank(a) - rank(b))[0] ?? ['', ''];
    const bytes = bytesOf(mime, value);
    const reference: OutputReference = { version: 1, file: this.#write(mime, bytes), mime, bytes: bytes.length };
    data[outputReferenceType] = reference;
    data['text/plain'] ??= `Large output (${mime}, ${bytes.length} bytes), kept in a file beside the notebook.`;
    return { ...output, data };
  }

  /** Opens the file once it is whole; null when there is no such file. */
  async open(name: string): Promise<FileHandle | null> {
    if (!/^[a-z0-9]{8,64}\.[a-z0-9]{1,8}$/.test(name)) return null;
    await this.#writing.get(name);
    return this.#folder.openFile(name, constants.O_RDONLY).catch(() => null);
  }

  /** A file that grows: what is cut out of a long stream. */
  stream(): CutFile {
    return new CutFile(this.#folder, `${randomBytes(16).toString('hex')}.txt`);
  }

  #write(mime: string, bytes: Buffer): string {
    const name = `${createHash('sha256').update(bytes).digest('hex').slice(0, 40)}.${extension(mime)}`;
    if (!this.#writing.has(name)) {
      const writing = this.#put(name, bytes).finally(() => this.#writing.delete(name));
      // Who asks for the file finds it missing; the text beside the reference still says what it was.
      writing.catch(() => undefined);
      this.#writing.set(name, writing);
    }
    return name;
  }

  async #put(name: string, bytes: Buffer): Promise<void> {
    using folder = this.#folder.make();
    await replaceFile(folder, name, bytes, this.#folder.modes.file);
  }
}

/** The middle of a stream, kept up to `limits.streamKeptBytes`. */
export class CutFile {
  readonly name: string;
  keptBytes = 0;
  readonly #handle: Promise<FileHandle | null>;
  #writing: Promise<unknown> = Promise.resolve();

  constructor(folder: KeptFolder, name: string) {
    this.name = name;
    this.#handle = createIn(folder, name).catch(() => null);
  }

  push(text: string): void {
    const room = limits.streamKeptBytes - this.keptBytes;
    if (room <= 0) return;
    const bytes = Buffer.from(text).subarray(0, room);
    this.keptBytes += bytes.length;
    this.#writing = this.#writing.then(async () => (await this.#handle)?.write(bytes)).catch(() => undefined);
  }

  async close(): Promise<void> {
    await this.#writing;
    await (await this.#handle)?.close();
  }
}

async function createIn(kept: KeptFolder, name: string): Promise<FileHandle> {
  using folder = kept.make();
  return await createFile(folder, name, kept.modes.file);
}

function sizeOf(value: unknown): number {
  return typeof value === 'string' ? value.length : isObject(value) || Array.isArray(value) ? jsonSize(value) : 0;
}

function jsonSize(value: unknown): number {
  return JSON.stringify(value).length;
}

function rank(mime: string): number {
  const order = ['text/html', 'image/svg+xml', 'image/png', 'image/jpeg', 'text/markdown', 'application/json'];
  if (mime === 'text/plain') return 100;
  const found = order.indexOf(mime);
  return found < 0 ? 0 : found + 1;
}

function isText(mime: string): boolean {
  return mime.startsWith('text/') || mime === 'image/svg+xml' || mime.endsWith('javascript');
}

function bytesOf(mime: string, value: unknown): Buffer {
  if (typeof value !== 'string') return Buffer.from(JSON.stringify(value));
  if (isText(mime) || mime === 'application/json' || mime.endsWith('+json')) return Buffer.from(value);
  return Buffer.from(value, 'base64');
}

const extensions: Record<string, string> = {
  'text/html': 'html',
  'text/plain': 'txt',
  'text/markdown': 'md',
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/gif': 'gif',
  'image/svg+xml': 'svg',
  'application/pdf': 'pdf',
};

function extension(mime: string): string {
  return extensions[mime] ?? (mime.endsWith('json') ? 'json' : 'bin');
}

/** Content type for a file by its name. */
export function typeOfFile(name: string): string {
  const ending = name.split('.').pop() ?? '';
  const found = Object.entries(extensions).find(([, known]) => known === ending);
  if (found !== undefined) return found[0].startsWith('text/') ? `${found[0]}; charset=utf-8` : found[0];
  return ending === 'json' ? 'application/json' : 'application/octet-stream';
}
