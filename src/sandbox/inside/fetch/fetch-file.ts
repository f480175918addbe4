import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { chmod, copyFile, mkdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import type { FetchedFile } from '../../task.ts';
import { download } from './download.ts';
import { extract } from './extract.ts';
import { describe, FetchFailed } from './fetch-failed.ts';
import type { FetchPlaces } from './fetch-places.ts';
import { makeRoom } from './make-room.ts';

export async function fetchFile(file: FetchedFile, places: FetchPlaces): Promise<void> {
  try {
    const target = join(places.work, file.output ?? nameOf(file.uri));
    await mkdir(dirname(target), { recursive: true });
    await (file.cache ? throughCache(file, target, places) : bring(file, target, places.home));
    if (file.executable) await chmod(target, 0o700);
    else if (file.extract) await extract(target, dirname(target));
  } catch (cause) {
    throw cause instanceof FetchFailed ? cause : new FetchFailed(file.uri, describe(cause));
  }
}

function nameOf(uri: string): string {
  const path = /^https?:/i.test(uri) ? decodeURIComponent(new URL(uri).pathname) : uri;
  const name = basename(path);
  if (name === '' || name === '.' || name === '..' || name.includes('\0'))
    throw new FetchFailed(uri, 'its address has no name in it; give it one.');
  return name;
}

/** The whole file or none; its sum is checked on the way. */
async function bring(file: FetchedFile, target: string, home: string): Promise<void> {
  const fresh = `${target}.${process.pid}.part`;
  const hash = createHash('sha256');
  const source = /^https?:/i.test(file.uri) ? await download(file.uri) : createReadStream(pathOf(file.uri, home));
  try {
    await pipeline(
      source,
      async function* (pieces: AsyncIterable<Buffer>) {
        for await (const piece of pieces) {
          hash.update(piece);
          yield piece;
        }
      },
      createWriteStream(fresh, { mode: 0o600 }),
    );
    const sum = hash.digest('hex');
    if (file.sha256 !== undefined && sum !== file.sha256.toLowerCase())
      throw new FetchFailed(file.uri, `its SHA-256 is ${sum}, and ${file.sha256} was expected.`);
    await rename(fresh, target);
  } catch (cause) {
    await rm(fresh, { force: true });
    throw cause;
  }
}

function pathOf(uri: string, home: string): string {
  return /^file:/i.test(uri) ? fileURLToPath(uri) : resolve(home, uri);
}

/** Two tasks that bring the same at once do so twice; the last one stays. */
async function throughCache(file: FetchedFile, target: string, { home, cacheBytes }: FetchPlaces): Promise<void> {
  const folder = join(home, '.stoa/fetched');
  await mkdir(folder, { recursive: true });
  const key = createHash('sha256').update(`${file.uri}\n${file.sha256 ?? ''}`);
  const kept = join(folder, key.digest('hex'));
  const found = await stat(kept).catch(() => undefined);
  if (found) await utimes(kept, new Date(), new Date());
  else await bring(file, kept, home);
  await copyFile(kept, target);
  await makeRoom(folder, cacheBytes);
}
