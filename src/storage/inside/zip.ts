import { once } from 'node:events';
import { constants, lstatSync, type Stats } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { contentDisposition, extensionOf } from '../rules/content-type.ts';
import { type HomePath, nameOf } from '../rules/home-path.ts';
import { isPacked, zipName } from '../rules/zip-entry.ts';
import type { FilesEnvironment } from './environment.ts';
import { FolderHandle, openParent } from './folder-handle.ts';
import type { Call } from './http/call.ts';
import { locate } from './location.ts';
import { codeOf } from './system-problem.ts';
import { enterIfAllowed, namesIfAllowed, stepper } from './tree.ts';

const chunkBytes = 256 * 1024;

/**
 * `GET /zip?path=…`: the named files and folders as one archive, made while it is sent: nothing is stored and memory
 * does not grow with the sizes. Links are left out, since they could lead anywhere, in circles too.
 */
export async function sendZip(env: FilesEnvironment, call: Call, paths: readonly HomePath[]): Promise<void> {
  const [first] = paths;
  const only = paths.length === 1 && first !== undefined ? nameOf(first) || env.account : 'files';
  // Looked at before the answer begins, while a problem can still be told.
  for (const path of paths) lstatSync(locate(env, path).absolute);
  const zip = new ZipFile();
  call.response.writeHead(200, {
    'content-type': 'application/zip',
    'content-disposition': contentDisposition('attachment', `${only}.zip`),
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  });
  const failed = new AbortController();
  const signal = AbortSignal.any([call.signal, failed.signal]);
  zip.on('error', () => failed.abort());
  const sending = pipeline(zip.outputStream, call.response, { signal });
  const adding = addAll(env, { zip, skipped: [], signal, step: stepper(signal) }, paths).catch(() => failed.abort());
  // A client that went away ends both; one that is there sees an archive that breaks off.
  await Promise.allSettled([sending, adding]);
  if (!call.response.writableFinished) call.response.destroy();
}

/** One archive in the making. */
interface Making {
  zip: ZipFile;
  /** Paths that could not be read: the archive says so in a file of its own. */
  skipped: string[];
  signal: AbortSignal;
  step(): Promise<void>;
}

async function addAll(env: FilesEnvironment, making: Making, paths: readonly HomePath[]): Promise<void> {
  const { zip, skipped } = making;
  for (const path of paths) {
    if (path === '') {
      using home = FolderHandle.open(env.home);
      for (const name of namesIfAllowed(home)) if (name !== '.stoa') await add(making, home, name, name);
    } else {
      using parent = openParent(env, locate(env, path));
      await add(making, parent, nameOf(path), nameOf(path));
    }
  }
  if (skipped.length > 0) zip.addBuffer(Buffer.from(`${skipped.join('\n')}\n`), 'Could not be read.txt');
  zip.end();
}

async function add(making: Making, parent: FolderHandle, name: string, path: string): Promise<void> {
  await making.step();
  const stats = lstatSync(parent.at(name), { throwIfNoEntry: false });
  if (stats?.isDirectory()) {
    using folder = enterIfAllowed(parent, name);
    if (folder === undefined) making.skipped.push(path);
    else await addFolder(making, folder, path, stats);
  } else if (stats?.isFile()) await addFile(making, parent.at(name), path);
}

async function addFolder(making: Making, folder: FolderHandle, path: string, stats: Stats): Promise<void> {
  const names = namesIfAllowed(folder);
  if (names.length === 0) making.zip.addEmptyDirectory(zipName(path), { mtime: stats.mtime });
  for (const name of names) if (name !== '.stoa') await add(making, folder, name, `${path}/${name}`);
}

/** One after the other: the next is opened when this one has gone out. */
async function addFile({ zip, skipped, signal }: Making, address: string, path: string): Promise<void> {
  let file: FileHandle;
  try {
    file = await open(address, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    if (codeOf(error) === undefined) throw error;
    skipped.push(path);
    return;
  }
  try {
    const stats = await file.stat();
    const mode = stats.mode & 0o100 ? 0o100755 : 0o100644;
    const options = { mtime: stats.mtime, mode, compressionLevel: isPacked(extensionOf(path)) ? 0 : 1 };
    if (!stats.isFile()) skipped.push(path);
    else if (stats.size === 0) zip.addBuffer(Buffer.alloc(0), zipName(path), options);
    else {
      // A file that grows meanwhile is cut where it ended.
      const bytes = file.createReadStream({ end: stats.size - 1, highWaterMark: chunkBytes, autoClose: false, signal });
      // Told below; without a listener, an end by `signal` that comes later would end the server.
      bytes.on('error', () => undefined);
      zip.addReadStream(bytes, zipName(path), options);
      await once(bytes, 'end', { signal });
    }
  } finally {
    await file.close();
  }
}
