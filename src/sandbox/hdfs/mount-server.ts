import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, rmSync } from 'node:fs';
import { type DetachedProcess, isSame, startDetached } from '../detached.ts';
import type { Host } from '../host.ts';
import { inside } from '../rules/inside-paths.ts';
import { runTool } from '../run-tool.ts';
import type { Tenant } from '../task.ts';
import { readJson, writeWhole } from '../task-folder.ts';
import type { HdfsPlaces } from './hdfs-places.ts';

/* The process that serves a tenant's HDFS to the kernel: it outlives the agent, and has no rights on this host. */

const spoolFolder = 'spool';
/** It looks for an active NameNode, which takes a while in a hand-over. */
const readyMilliseconds = 60_000;

/** @returns `began` where it was not there: what is bound out of an earlier one is dead */
export async function keepServer(host: Host, tenant: Tenant, at: HdfsPlaces): Promise<'ran' | 'began'> {
  writePlan(host, tenant, at);
  const known = readJson<DetachedProcess>(at.server);
  if (known && isSame(known)) return 'ran';
  await runTool(['umount', '-l', at.mount], { path: host.options.toolPath });
  await startServer(host, at);
  return 'began';
}

/** Who the tenant is and where its folders are; read again by the process when it meets a group that is new. */
function writePlan(host: Host, { name, uid, gid, groups }: Tenant, at: HdfsPlaces): void {
  const { hdfs } = host.options;
  if (!hdfs) throw new Error('homes are not in HDFS');
  const plan = {
    ...hdfs.cluster,
    account: name,
    uid,
    gid,
    groups: Object.fromEntries(groups.map((group) => [group.name, group.gid])),
    home: `${hdfs.homes}/${name}`,
    groupsFolder: hdfs.groups,
    groupsLink: inside.groups,
    spool: `${at.local}/${spoolFolder}`,
  };
  writeWhole(at.plan, JSON.stringify(plan), 0o644);
}

async function startServer(host: Host, at: HdfsPlaces): Promise<void> {
  const { hdfs, gateway, toolPath } = host.options;
  if (!hdfs) throw new Error('homes are not in HDFS');
  const device = openSync('/dev/fuse', 'r+');
  try {
    await mountDevice(device, at.mount, toolPath);
    const become = ['setpriv', `--reuid=${gateway.uid}`, `--regid=${gateway.gid}`, '--clear-groups', '--no-new-privs'];
    const server = await startDetached([...become, ...hdfs.command, at.plan], 1, toolPath, device, readyMilliseconds);
    writeWhole(at.server, JSON.stringify(server));
  } catch (error) {
    await runTool(['umount', '-l', at.mount], { path: toolPath });
    throw error;
  } finally {
    closeSync(device);
  }
}

/** The kernel decides by the modes that HDFS tells, and HDFS decides again. */
const mountOptions = 'fd=3,rootmode=40000,user_id=0,group_id=0,allow_other,default_permissions,nosuid,nodev';

async function mountDevice(device: number, path: string, toolPath: string): Promise<void> {
  const args = ['-i', '-t', 'fuse', '-o', mountOptions, 'stoa-hdfs', path];
  const mount = spawn('mount', args, { stdio: ['ignore', 'ignore', 'pipe', device], env: { PATH: toolPath } });
  let said = '';
  mount.stderr?.on('data', (text) => {
    said += text;
  });
  const [code] = await once(mount, 'close');
  if (code !== 0) throw new Error(`HDFS cannot be mounted here: ${said.trim()}`);
}

/** It ends by itself when it is taken off; what is on its way into HDFS arrives before. */
export async function endServer(host: Host, at: HdfsPlaces): Promise<void> {
  await runTool(['umount', '-l', at.mount], { path: host.options.toolPath });
  rmSync(at.server, { force: true });
}
