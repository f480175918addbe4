import type { Connection } from '../connection.ts';
import { Refused } from '../connection.ts';
import { copyDown } from './copy-down.ts';
import { copyUp } from './copy-up.ts';
import { HomeFiles } from './home-files.ts';
import { Progress } from './progress.ts';

export interface Copying {
  /** `home:path` is in the home, anything else is here; of the two one is in the home. */
  readonly from: string;
  readonly to: string;
  /** A folder may be copied, with everything in it. */
  readonly recursive: boolean;
}

/** Copies between this machine and the home; answers what a person is told. */
export async function copy(connection: Connection, account: string, { from, to, recursive }: Copying): Promise<string> {
  const [source, target] = [inHome(from), inHome(to)];
  if ((source === undefined) === (target === undefined))
    throw new Refused('One of the two must be in the home (home:PATH), the other on this machine.');
  const home = new HomeFiles(connection, account);
  using progress = new Progress(process.stderr);
  if (source !== undefined) return await copyDown(home, source, to, recursive, progress);
  return await copyUp(home, from, target ?? '', recursive, progress);
}

function inHome(path: string): string | undefined {
  return path.startsWith('home:') ? path.slice('home:'.length).replace(/^\/+/, '') : undefined;
}
