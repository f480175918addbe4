import { fstatSync, lstatSync, opendirSync, readSync, type Stats } from 'node:fs';
import { text } from 'node:stream/consumers';
import type { WorkEntry, WorkListing } from '../../rules/work-place.ts';
import { openWithin } from './open-within.ts';

/**
 * Lists or reads what is in a task's work folder; as the tenant, in whose home it begins. On stdin what is wanted, on
 * stdout the answer, both as JSON; `null`: there is no such thing, or it is closed to the tenant too.
 */
interface Wanted {
  names: string[];
  /** Without it the folder is listed. */
  read?: { offset: number; maxBytes: number };
}

const mostEntries = 10_000;

const { names, read } = JSON.parse(await text(process.stdin)) as Wanted;
process.stdout.write(JSON.stringify(answer() ?? null));

function answer() {
  try {
    const at = openWithin(names);
    const found = fstatSync(at);
    if (read === undefined) return found.isDirectory() ? list(at) : undefined;
    if (!found.isFile()) return undefined;
    const bytes = Buffer.alloc(Math.max(0, Math.min(read.maxBytes, found.size - read.offset)));
    const length = bytes.length === 0 ? 0 : readSync(at, bytes, 0, bytes.length, read.offset);
    return { size: found.size, bytes: bytes.toString('base64', 0, length) };
  } catch {
    return undefined;
  }
}

function list(at: number): WorkListing {
  const path = `/proc/self/fd/${at}`;
  const entries: WorkEntry[] = [];
  const folder = opendirSync(path);
  for (let entry = folder.readSync(); entry !== null; entry = folder.readSync()) {
    if (entries.length === mostEntries) return { entries: sorted(entries), more: true };
    const found = lstatSync(`${path}/${entry.name}`, { throwIfNoEntry: false });
    if (found !== undefined) entries.push(entryOf(entry.name, found));
  }
  return { entries: sorted(entries), more: false };
}

function entryOf(name: string, found: Stats): WorkEntry {
  const kind = found.isFile() ? 'file' : found.isDirectory() ? 'folder' : 'other';
  return { name, kind, size: found.size, changedAt: found.mtimeMs, mode: found.mode, links: found.nlink };
}

function sorted(entries: WorkEntry[]): WorkEntry[] {
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}
