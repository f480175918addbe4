import { lstatSync, readdirSync } from 'node:fs';
import type { FilesEnvironment } from './environment.ts';
import { knownPlaces } from './known-places.ts';
import type { Place } from './location.ts';
import { openOurs } from './staging.ts';
import { codeOf } from './system-problem.ts';
import { discard } from './transfer.ts';

const hour = 3600 * 1000;
/** What a killed server leaves: half a copy, half a file; and parts of uploads whose record is gone. */
const leftovers = [
  { name: /^(copy|put|seed)-/, afterMilliseconds: 24 * hour },
  { name: /\.part$/, afterMilliseconds: 8 * 24 * hour },
];

/** Takes away what this account left half done in each place; what others in a group left is theirs to take away. */
export async function sweepStaging(env: FilesEnvironment, now: number): Promise<void> {
  for (const place of knownPlaces(env)) {
    try {
      await sweepPlace(place, now);
    } catch (error) {
      if (codeOf(error) !== 'EACCES' && codeOf(error) !== 'EROFS') throw error;
    }
  }
}

async function sweepPlace(place: Place, now: number): Promise<void> {
  using staging = openOurs(place, 'uploads');
  for (const name of readdirSync(staging.path)) {
    const after = leftovers.find((one) => one.name.test(name))?.afterMilliseconds;
    const stats = lstatSync(staging.at(name), { throwIfNoEntry: false });
    if (after === undefined || stats === undefined || stats.uid !== process.getuid?.()) continue;
    if (now - Math.max(stats.mtimeMs, stats.ctimeMs) > after) await discard(staging, name);
  }
}
