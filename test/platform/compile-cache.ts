import { chownSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compileCacheFolder } from '../../src/processes/release.ts';

/** Where Node keeps what it compiled, as with `npm start`; who may not write there has a folder to write in. */
export function compileCache(uid: number | undefined): string {
  if (uid === undefined) return process.env.NODE_COMPILE_CACHE ?? compileCacheFolder;
  const folder = join(tmpdir(), `stoa-test-compiled-${uid}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chownSync(folder, uid, uid);
  return folder;
}
