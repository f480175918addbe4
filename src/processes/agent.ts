import { join } from 'node:path';
import { createLog, type Settings } from '../platform/index.ts';
import { startAgent } from '../sandbox/index.ts';
import { foldersOf } from './folders.ts';
import { endWhenAsked, endWithSupervisor, tellSupervisor } from './parent.ts';
import { installRelease } from './release.ts';

/** The agent process: runs tasks in sandboxes. The only one that keeps root. */
export async function runAgent(settings: Settings): Promise<void> {
  const folders = foldersOf(settings);
  const log = createLog('agent', settings.logLevel);
  const rung = settings.minimumRung;
  if (rung !== 1 && rung !== 2 && rung !== 3 && rung !== 4 && rung !== 5) throw new Error(`no rung ${rung}`);
  const agent = await startAgent(
    {
      dataDir: folders.data,
      runDir: folders.run,
      releaseDir: installRelease(folders.releases),
      control: { uid: settings.controlUid, gid: settings.controlUid },
      gateway: { uid: settings.gatewayUid, gid: settings.gatewayUid },
      lowestRung: rung,
      allowUnconfined: settings.severalAccounts,
      internet: settings.internet,
      bubblewrap: ['bwrap', join(folders.engines, 'bubblewrap', 'bin', 'bwrap')],
      toolPath: process.env.PATH ?? '/usr/sbin:/usr/bin:/sbin:/bin',
    },
    log,
  );
  tellSupervisor({ ready: true });
  endWithSupervisor(endWhenAsked(() => agent.close()));
}
