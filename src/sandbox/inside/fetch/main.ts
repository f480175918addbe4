import { text } from 'node:stream/consumers';
import type { FetchedFile } from '../../task.ts';
import { describe, FetchFailed } from './fetch-failed.ts';
import { fetchFile } from './fetch-file.ts';
import type { FetchPlaces } from './fetch-places.ts';

/**
 * Puts the files that a task asked for into its work folder, before it starts; as the tenant, in its sandbox, on its
 * network. On stdin the list of them, as JSON; what went wrong on stderr, in a sentence.
 */
const wanted = JSON.parse(await text(process.stdin)) as FetchedFile[];
const places: FetchPlaces = {
  work: process.cwd(),
  home: process.env.HOME ?? '/',
  cacheBytes: Number(process.env.STOA_FETCH_CACHE_BYTES ?? 0),
};
try {
  for (const file of wanted) await fetchFile(file, places);
} catch (cause) {
  process.stderr.write(`${cause instanceof FetchFailed ? cause.message : describe(cause)}\n`);
  process.exitCode = 1;
}
