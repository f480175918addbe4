import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runTool } from '../run-tool.ts';

/** Each platform of this host that made something in the host's shared name spaces, until the host is booted again. */
const everyPlatform = '/run/stoa-platforms';

/** Remembers whose mark it is: a folder, by the mark, with the path of the data folder in `data`. */
export function recordPlatform(mark: string, dataDir: string): string {
  const folder = join(everyPlatform, mark);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(join(folder, 'data'), dataDir, { mode: 0o600 });
  return folder;
}

export const forgetPlatform = (mark: string): void =>
  rmSync(join(everyPlatform, mark), { recursive: true, force: true });

/**
 * Removes what platforms have left whose data folder is gone: nobody can adopt it any more. One that was killed and
 * still has its folder finds its own at its next start. A network that something runs in stays.
 */
export async function removeGonePlatforms(toolPath: string): Promise<void> {
  if (!existsSync(everyPlatform)) return;
  for (const mark of readdirSync(everyPlatform)) {
    const folder = join(everyPlatform, mark);
    const data = readText(join(folder, 'data'));
    // One without is being written just now, or removed by another platform that starts.
    if (data === '' || existsSync(data)) continue;
    const busy = await removeNetworks(mark, toolPath);
    removeControlGroups(mark);
    if (busy) continue;
    closeForwarding(folder);
    await runTool(['nft', 'delete', 'table', 'inet', `stoa_${mark}`], { path: toolPath });
    forgetPlatform(mark);
  }
}

async function removeNetworks(mark: string, toolPath: string): Promise<boolean> {
  const all = existsSync('/run/netns') ? readdirSync('/run/netns') : [];
  let busy = false;
  for (const name of all.filter((each) => each.startsWith(`stoa-${mark}-`))) {
    const { stdout } = await runTool(['ip', 'netns', 'pids', name], { path: toolPath });
    if (stdout.trim() !== '') busy = true;
    else await runTool(['ip', 'netns', 'del', name], { path: toolPath });
  }
  return busy;
}

/** The kernel removes only those that are empty. */
function removeControlGroups(mark: string): void {
  for (const tree of ['', ...foldersIn('/sys/fs/cgroup')]) {
    const family = join('/sys/fs/cgroup', tree, `stoa-${mark}`);
    for (const path of [...foldersIn(family).map((task) => join(family, task)), family]) {
      try {
        rmdirSync(path);
      } catch {
        // Not there, or something runs in it.
      }
    }
  }
}

/** Notes in a platform's folder which interface forwards only because the platform wanted it. */
export const forwardingNote = (folder: string, uplink: string): string => join(folder, `forwarding-${uplink}`);

/** It forwards because of a platform, this one or another: each keeps it closed for everybody but tenants. */
export const forwardsForTenants = (uplink: string): boolean =>
  readdirSync(everyPlatform).some((mark) => existsSync(forwardingNote(join(everyPlatform, mark), uplink)));

/** Switches forwarding off again where we switched it on, unless the host has it on for all by now. */
export function closeForwarding(folder: string): void {
  for (const name of namesIn(folder)) {
    const uplink = /^forwarding-(.+)$/.exec(name)?.[1];
    if (uplink === undefined) continue;
    // Another platform that runs relies on it; it inherits the note.
    const heirs = readdirSync(everyPlatform).filter((mark) => join(everyPlatform, mark) !== folder);
    const heir = heirs.find((mark) => existsSync(readText(join(everyPlatform, mark, 'data'))));
    if (heir) writeFileSync(forwardingNote(join(everyPlatform, heir), uplink), '');
    else if (readText('/proc/sys/net/ipv4/conf/all/forwarding').trim() === '0') switchOff(uplink);
    rmSync(join(folder, name), { force: true });
  }
}

function switchOff(uplink: string): void {
  const path = `/proc/sys/net/ipv4/conf/${uplink}/forwarding`;
  if (existsSync(path)) writeFileSync(path, '0');
}

/** None where another platform that starts has removed it meanwhile. */
const namesIn = (folder: string): string[] => {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
};

const foldersIn = (path: string): string[] => {
  try {
    return readdirSync(path, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
  } catch {
    return [];
  }
};

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
