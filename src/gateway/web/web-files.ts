import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { frameHeaders, type PageRules, pageHeaders, plainHeaders } from '../rules/content-policy.ts';

interface WebFile {
  readonly file: string;
  readonly type: string;
  readonly etag: string;
  readonly immutable: boolean;
  /** By content coding; '' is the file as it is. Made when first asked for. */
  readonly bodies: Map<string, Promise<Buffer>>;
}

/** A request for a file or the page. */
export interface Asking {
  readonly req: IncomingMessage;
  send(status: number, headers: readonly string[], body?: string | Buffer): void;
}

const placeholder = '__STOA_NONCE__';
const credentialPlaceholder = '__STOA_CREDENTIAL__';
const lookAgainMs = 1_000;
const types: ReadonlyMap<string, string> = new Map([
  ['.js', 'text/javascript; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.html', 'text/html; charset=utf-8'],
  ['.svg', 'image/svg+xml'],
  ['.png', 'image/png'],
  ['.ico', 'image/x-icon'],
  ['.json', 'application/json'],
  ['.webmanifest', 'application/manifest+json'],
  ['.txt', 'text/plain; charset=utf-8'],
  ['.wasm', 'application/wasm'],
  ['.woff2', 'font/woff2'],
]);
const compressible = new Set(['.js', '.css', '.html', '.svg', '.json', '.webmanifest', '.txt', '.wasm']);
const brotli = promisify(brotliCompress);
const zip = promisify(gzip);

/**
 * The built web application. Only files that were there when the folder was listed are served, by their exact path, so
 * no path can lead anywhere else; a new build is noticed by its page.
 */
export class WebFiles {
  readonly #folder: string;
  readonly #page: PageRules;
  readonly #frame: readonly string[];
  #files = new Map<string, WebFile>();
  #parts: readonly string[] = [];
  #listedAt = Number.NEGATIVE_INFINITY;
  #version = '';

  /** @param framedBy  origins that may show the frame page */
  constructor(folder: string, page: PageRules, framedBy: string) {
    this.#folder = folder;
    this.#page = page;
    this.#frame = frameHeaders(framedBy);
    this.#look();
  }

  /** Whether there is a file at this path; the page itself is not one. */
  has(path: string): boolean {
    this.#look();
    return path !== '/index.html' && this.#files.has(path);
  }

  /**
   * The page, with a fresh nonce; false where the application was not built.
   * @param credential  whether the browser showed one, good or not: a page that knows of none asks nobody who it is
   */
  sendPage(asking: Asking, credential: 'shown' | 'none'): boolean {
    this.#look();
    if (this.#parts.length === 0) return false;
    const nonce = randomBytes(16).toString('base64url');
    const page = this.#parts.join(nonce).replace(credentialPlaceholder, credential);
    asking.send(200, pageHeaders(nonce, this.#page), page);
    return true;
  }

  async sendFile(asking: Asking, path: string): Promise<void> {
    const found = this.#files.get(path);
    if (!found) throw new Error(`no file ${path} was listed`);
    const always = path.startsWith('/_stoa/') ? this.#frame : plainHeaders;
    const headers = ['etag', found.etag, 'content-type', found.type, 'vary', 'accept-encoding', ...always];
    if (always === plainHeaders)
      headers.push('cache-control', found.immutable ? 'public, max-age=31536000, immutable' : 'no-cache');
    if (asking.req.headers['if-none-match'] === found.etag) return asking.send(304, headers);
    const coding = compressible.has(extname(path)) ? acceptedCoding(asking.req.headers['accept-encoding']) : '';
    const body = await bodyOf(found, coding);
    if (coding !== '') headers.push('content-encoding', coding);
    asking.send(200, headers, body);
  }

  #look(): void {
    const now = performance.now();
    if (now - this.#listedAt < lookAgainMs) return;
    this.#listedAt = now;
    const page = statSync(join(this.#folder, 'index.html'), { throwIfNoEntry: false });
    const version = page ? `${page.mtimeMs} ${page.size}` : '';
    if (version === this.#version) return;
    this.#version = version;
    this.#files = page ? list(this.#folder) : new Map();
    this.#parts = page ? readFileSync(join(this.#folder, 'index.html'), 'utf8').split(placeholder) : [];
  }
}

function list(folder: string): Map<string, WebFile> {
  const files = new Map<string, WebFile>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    const path = file.slice(folder.replace(/\/$/, '').length);
    const type = types.get(extname(entry.name));
    if (type === undefined) continue;
    const { size, mtimeMs } = statSync(file);
    const etag = `"${createHash('sha256').update(`${path} ${size} ${mtimeMs}`).digest('base64url').slice(0, 16)}"`;
    files.set(path, { file, type, etag, immutable: path.startsWith('/assets/'), bodies: new Map() });
  }
  return files;
}

/** Brotli, gzip or nothing. */
function acceptedCoding(accepted: string | string[] | undefined): 'br' | 'gzip' | '' {
  const text = String(accepted ?? '');
  if (/(?:^|[\s,])br(?:$|[\s,;](?!\s*q=0(?:\.0*)?(?:$|[\s,])))/.test(text)) return 'br';
  return /(?:^|[\s,])gzip(?:$|[\s,;](?!\s*q=0(?:\.0*)?(?:$|[\s,])))/.test(text) ? 'gzip' : '';
}

/** A file that the build compressed is taken as it is; else it is compressed once, when first asked for. */
function bodyOf({ file, bodies }: WebFile, coding: 'br' | 'gzip' | ''): Promise<Buffer> {
  const known = bodies.get(coding);
  if (known) return known;
  const made = coding === '' ? readFile(file) : compressed(file, coding);
  bodies.set(coding, made);
  made.catch(() => bodies.delete(coding));
  return made;
}

async function compressed(file: string, coding: 'br' | 'gzip'): Promise<Buffer> {
  const built = await readFile(`${file}.${coding === 'br' ? 'br' : 'gz'}`).catch(() => undefined);
  if (built) return built;
  const plain = await readFile(file);
  if (coding === 'gzip') return zip(plain, { level: 7 });
  return brotli(plain, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 7, [constants.BROTLI_PARAM_SIZE_HINT]: plain.length },
  });
}
