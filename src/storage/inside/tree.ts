import {
  chmodSync,
  constants,
  lstatSync,
  readdirSync,
  readlinkSync,
  rmdirSync,
  statSync,
  symlinkSync,
  unlinkSync,
} from 'node:fs';
import { copyFile, type FileHandle, open } from 'node:fs/promises';
import { setImmediate as breathe } from 'node:timers/promises';
import type { FolderHandle } from './folder-handle.ts';
import type { Place } from './location.ts';
import { makeOne, shareFile } from './staging.ts';
import { codeOf } from './system-problem.ts';

/** Told as the work goes on; `step` lets other requests have their turn and throws when the work is cancelled. */
export interface Progress {
  item(name: string): void;
  bytes(count: number): void;
  step(): Promise<void>;
}

const batch = 200;

/** Lets others run now and then, and ends with the signal. */
export function stepper(signal: AbortSignal): () => Promise<void> {
  let steps = 0;
  return async () => {
    signal.throwIfAborted();
    if (++steps % batch === 0) await breathe();
  };
}

/** Erases a file or a whole folder; a link is erased, what it leads to stays, also when it took a folder's place just now. */
export async function eraseTree(parent: FolderHandle, name: string, progress: Progress): Promise<void> {
  await progress.step();
  if (!unlinkUnlessFolder(parent, name)) {
    using folder = parent.enter(name);
    for (const inner of readNames(folder)) await eraseTree(folder, inner, progress);
    rmdirSync(parent.at(name));
  }
  progress.item(name);
}

/** @returns false for a folder */
function unlinkUnlessFolder(parent: FolderHandle, name: string): boolean {
  try {
    unlinkSync(parent.at(name));
    return true;
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT') return true;
    if (code === 'EISDIR') return false;
    throw error;
  }
}

/** The owner of a folder who took the own rights away may still erase what is in it. */
function readNames(folder: FolderHandle): string[] {
  const { mode, uid } = statSync(folder.path);
  if (uid === process.getuid?.() && (mode & 0o700) !== 0o700) chmodSync(folder.path, 0o700);
  return readdirSync(folder.path);
}

export interface TreeSize {
  items: number;
  bytes: number;
}

/** Counts what is there, following no link. Folders that may not be read count as empty. */
export async function measureTree(parent: FolderHandle, name: string, step: () => Promise<void>): Promise<TreeSize> {
  await step();
  const stats = lstatSync(parent.at(name), { throwIfNoEntry: false });
  if (stats === undefined) return { items: 0, bytes: 0 };
  const size = { items: 1, bytes: stats.isFile() ? stats.size : 0 };
  if (!stats.isDirectory()) return size;
  using folder = enterIfAllowed(parent, name);
  for (const inner of folder === undefined ? [] : namesIfAllowed(folder)) {
    const more = await measureTree(folder ?? parent, inner, step);
    size.items += more.items;
    size.bytes += more.bytes;
  }
  return size;
}

export function enterIfAllowed(parent: FolderHandle, name: string): FolderHandle | undefined {
  try {
    return parent.enter(name);
  } catch (error) {
    if (isPassing(error)) return undefined;
    throw error;
  }
}

export function namesIfAllowed(folder: FolderHandle): string[] {
  try {
    return readdirSync(folder.path);
  } catch (error) {
    if (isPassing(error)) return [];
    throw error;
  }
}

/** What a tree that others work in shows now and then: not allowed, gone, or something else by now. */
function isPassing(error: unknown): boolean {
  return ['EACCES', 'EPERM', 'ENOENT', 'ENOTDIR', 'ELOOP'].includes(codeOf(error) ?? '');
}

/**
 * Copies a file, a link (as a link) or a whole folder. Devices, sockets and pipes are left out. Every file is opened
 * without following a link, since another member of a group could put one there to have the copier's private files
 * copied into the group.
 *
 * @param place of the target
 */
export async function copyTree(
  from: FolderHandle,
  name: string,
  to: FolderHandle,
  newName: string,
  place: Place,
  progress: Progress,
): Promise<void> {
  await progress.step();
  const stats = lstatSync(from.at(name));
  if (stats.isSymbolicLink()) symlinkSync(readlinkSync(from.at(name)), to.at(newName));
  else if (stats.isFile()) await copyOneFile(from.at(name), to.at(newName), place, progress);
  else if (stats.isDirectory()) {
    makeOne(place, to, newName);
    using source = from.enter(name);
    using target = to.enter(newName);
    for (const inner of readdirSync(source.path)) await copyTree(source, inner, target, inner, place, progress);
  }
  progress.item(name);
}

async function copyOneFile(from: string, to: string, place: Place, progress: Progress): Promise<void> {
  const source = await open(from, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const stats = await source.stat();
    if (!stats.isFile()) return;
    const target = await open(to, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o666);
    try {
      shareFile(place, target.fd);
      const { mode } = await target.stat();
      if (await cloned(source, target)) progress.bytes(stats.size);
      else await copyBytes(source, target, progress);
      // New files are as private as their place says; only that it can be run is kept.
      await target.chmod((mode & 0o777) | (stats.mode & 0o100));
      await target.utimes(stats.atime, stats.mtime);
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

/** Shares the blocks where the file system can: no time, no space. */
async function cloned(source: FileHandle, target: FileHandle): Promise<boolean> {
  try {
    await copyFile(`/proc/self/fd/${source.fd}`, `/proc/self/fd/${target.fd}`, constants.COPYFILE_FICLONE_FORCE);
    return true;
  } catch {
    return false;
  }
}

async function copyBytes(source: FileHandle, target: FileHandle, progress: Progress): Promise<void> {
  const buffer = Buffer.allocUnsafe(4 * 1024 * 1024);
  for (let position = 0; ; ) {
    await progress.step();
    const { bytesRead } = await source.read(buffer, 0, buffer.length, position);
    if (bytesRead === 0) return;
    for (let done = 0; done < bytesRead; ) {
      done += (await target.write(buffer, done, bytesRead - done, position + done)).bytesWritten;
    }
    position += bytesRead;
    progress.bytes(bytesRead);
  }
}
