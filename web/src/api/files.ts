import type { Static } from 'typebox';
import type { Entry as EntrySchema } from '../../../src/storage/contract.ts';
import { filesContract } from '../../../src/storage/contract.ts';
import { join } from '../files/home-path.ts';
import { addressOf, call } from './call.ts';
import { offline, problemOf } from './problem.ts';

export type Entry = Static<typeof EntrySchema>;

/** Where the bytes of a file are; `download` asks the browser to save it. */
export function contentAddress(account: string, path: string, download = false): string {
  return addressOf(
    { path: '/user/:name/files/content' },
    { params: { name: account }, query: { path, download: download ? '1' : undefined } },
  );
}

/** Where several files, or a folder, are as one zip. */
export function zipAddress(account: string, paths: readonly string[]): string {
  return addressOf({ path: '/user/:name/files/zip' }, { params: { name: account }, query: { path: [...paths] } });
}

/** Makes a notebook with one empty SQL cell in `folder`; where the name is taken the server finds another. */
export async function newNotebook(account: string, folder: string, name: string): Promise<Entry> {
  const address = addressOf(
    { path: '/user/:name/files/content' },
    { params: { name: account }, query: { path: join(folder, `${name}.ipynb`), conflict: 'keep-both' } },
  );
  const notebook = {
    cells: [
      {
        cell_type: 'code',
        id: crypto.randomUUID().slice(0, 8),
        metadata: { stoa: { kernel: 'sql' } },
        execution_count: null,
        outputs: [],
        source: '',
      },
    ],
    metadata: {
      kernelspec: { name: 'python3', display_name: 'Python 3', language: 'python' },
      language_info: { name: 'python' },
    },
    nbformat: 4,
    nbformat_minor: 5,
  };
  const answer = await fetch(address, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: `${JSON.stringify(notebook, null, 1)}\n`,
  }).catch(() => {
    throw offline();
  });
  if (!answer.ok) throw await problemOf(answer);
  return (await answer.json()) as Entry;
}

/** Folders looked into when finding notebooks, nearest first; deeper ones are reached through Files. */
const folderLimit = 60;

/**
 * Files of the home and the groups, as far as {@link folderLimit} folders reach, breadth first.
 * `complete` is false when folders were left out.
 */
export async function findFiles(account: string, signal: AbortSignal): Promise<{ files: Entry[]; complete: boolean }> {
  const { places } = await call(filesContract.places, { params: { name: account }, signal });
  const waiting = places.filter((place) => place.kind !== 'trash').map((place) => place.path);
  const files: Entry[] = [];
  let looked = 0;
  while (waiting.length > 0 && looked < folderLimit) {
    const wave = waiting.splice(0, Math.min(4, folderLimit - looked));
    looked += wave.length;
    const found = await Promise.all(
      wave.map((path) => call(filesContract.list, { params: { name: account }, query: { path, limit: 1000 }, signal })),
    );
    for (const entry of found.flatMap((listing) => listing.entries)) {
      if (entry.kind === 'file') files.push(entry);
      else if (entry.kind === 'folder' && !entry.link) waiting.push(entry.path);
    }
  }
  return { files, complete: waiting.length === 0 };
}
