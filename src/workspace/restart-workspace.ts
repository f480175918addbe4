import type { Context } from '../platform/index.ts';
import type { Workspace } from './contract.ts';
import type { FilesTargets } from './files-targets.ts';
import type { Launcher } from './launcher.ts';
import { relaunch } from './relaunch.ts';

/** Restarts what runs; a workspace that is stopped stays so, and its file server comes anew when it is asked for. */
export async function restartWorkspace(
  _: Context,
  launcher: Launcher,
  files: FilesTargets,
  account: string,
): Promise<Workspace> {
  const { state } = launcher.live(account);
  await files.stop(account);
  if (state === 'running' || state === 'starting') await relaunch(launcher, account, null);
  return launcher.show(account);
}
