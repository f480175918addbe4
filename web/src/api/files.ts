import type { Static } from 'typebox';
import type { Entry as EntrySchema } from '../../../src/storage/contract.ts';
import { join } from '../files/home-path.ts';
import { addressOf } from './call.ts';
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
