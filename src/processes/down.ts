import { setTimeout as wait } from 'node:timers/promises';
import { BadSetting } from '../platform/index.ts';
import { DataFolderInUse, holderOf, lockDataFolder } from './lock.ts';

const lookEveryMilliseconds = 50;

/**
 * Asks the platform on the data folder to end and waits until it has.
 *
 * @param keepWorkspaces  leave the tenants' tasks running; the next start on the folder adopts them
 * @throws BadSetting where no platform runs on the folder, or it is just starting
 */
export async function stopPlatform(data: string, keepWorkspaces: boolean): Promise<void> {
  if (isFree(data)) throw new BadSetting(`data: no platform runs on ${data}`);
  const holder = holderOf(data);
  if (!holder) throw new BadSetting(`data: the platform on ${data} is just starting; try again in a moment`);
  process.kill(holder.pid, keepWorkspaces ? 'SIGUSR2' : 'SIGTERM');
  while (!isFree(data)) await wait(lookEveryMilliseconds);
}

/** The description may be one that a killed platform left behind: the lock alone says whether somebody runs. */
function isFree(data: string): boolean {
  try {
    lockDataFolder(data).release();
    return true;
  } catch (error) {
    if (error instanceof DataFolderInUse) return false;
    throw error;
  }
}
