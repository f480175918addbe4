import { contentAddress, type Entry, zipAddress } from '../api/files.ts';

/** One file as it is; a folder, or several entries, as one zip. */
export function downloadAddress(account: string, entries: readonly Entry[]): string {
  const [only] = entries;
  if (entries.length === 1 && only?.kind === 'file') return contentAddress(account, only.path, true);
  return zipAddress(
    account,
    entries.map((entry) => entry.path),
  );
}
