import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { median, timed } from './figure.ts';

export const run = promisify(execFile);

/** Asks with curl, which follows redirects and shows the credential again, as clients do. It reads it from a file: arguments are for everybody to see. */
export async function curlAs(folder: string, credential: string, signal: AbortSignal) {
  await writeFile(join(folder, 'curlrc'), credential === '' ? '' : `user = "${credential}"\n`, { mode: 0o600 });
  return (...args: string[]) => run('curl', ['-sSfL', '-K', join(folder, 'curlrc'), ...args], { signal });
}

/** The median of so many times, in milliseconds. */
export async function times(rounds: number, work: () => Promise<unknown>): Promise<number> {
  const taken: number[] = [];
  for (let round = 0; round < rounds; round++) taken.push(await timed(work));
  return median(taken);
}
