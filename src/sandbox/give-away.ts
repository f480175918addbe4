import { chownSync } from 'node:fs';
import type { Host } from './host.ts';
import { mustRun } from './run-tool.ts';

/** Makes somebody else the owner, where ids are separate. The folder that `path` is in must be the platform's. */
export async function giveAway(host: Host, path: string, uid: number, gid: number): Promise<void> {
  if (host.rung === 1 || host.rung === 4) chownSync(path, uid, gid);
  if (host.rung !== 2) return;
  await mustRun([...host.enterUser, 'chown', '--no-dereference', `${uid}:${gid}`, path], {
    path: host.options.toolPath,
  });
}
