import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { type DetachedProcess, isSame, startDetached } from './detached.ts';
import { signalPid } from './processes.ts';
import { type IdRange, subordinateRange } from './rules/subordinate-ids.ts';
import { mustRun } from './run-tool.ts';
import { readJson } from './task-folder.ts';

/** Ids of tenants are below; what /etc/subuid gives an account by default. */
const idsNeeded = 65_536;

export interface UserRange {
  /** Goes before a command that is to run as its root. */
  enter: string[];
  /** The highest id in it. */
  ids: number;
}

/**
 * A user namespace in which we are root and tenants have ids of their own, kept by a process that sleeps in it; found
 * again after a restart.
 *
 * @param record where it is remembered
 * @returns or why there is none
 */
export async function openUserRange(record: string, toolPath: string): Promise<UserRange | { why: string }> {
  const enter = ({ pid }: DetachedProcess) => ['nsenter', '-U', '-t', String(pid)];
  try {
    const known = readJson<DetachedProcess & { ids: number }>(record);
    if (known && isSame(known)) return { enter: enter(known), ids: known.ids };
    const account = accountOfOurs();
    const uids = rangeOf('/etc/subuid', account);
    const gids = rangeOf('/etc/subgid', account);
    const holder = await startDetached(
      ['unshare', '-U', 'sh', '-c', 'echo ready; exec sleep infinity >/dev/null 2>&1'],
      1,
      toolPath,
    );
    try {
      const map = (own: number, range: IdRange) => ['0', own, 1, 1, range.first, range.count].map(String);
      await mustRun(['newuidmap', String(holder.pid), ...map(account.uid, uids)], { path: toolPath });
      await mustRun(['newgidmap', String(holder.pid), ...map(account.gid, gids)], { path: toolPath });
    } catch (cause) {
      signalPid(holder.pid, 'SIGKILL');
      throw cause;
    }
    const ids = Math.min(uids.count, gids.count);
    writeFileSync(record, JSON.stringify({ ...holder, ids }), { mode: 0o600 });
    return { enter: enter(holder), ids };
  } catch (cause) {
    return { why: cause instanceof Error ? cause.message : String(cause) };
  }
}

/** When nothing runs in it any more. */
export function closeUserRange(record: string): void {
  const known = readJson<DetachedProcess>(record);
  if (known && isSame(known)) signalPid(known.pid, 'SIGKILL');
  rmSync(record, { force: true });
}

function accountOfOurs(): { name: string; uid: number; gid: number } {
  try {
    const { username, uid, gid } = userInfo();
    return { name: username, uid, gid };
  } catch {
    throw new Error('The account that started the platform has no name, so it has no sub-uids.');
  }
}

function rangeOf(path: string, account: { name: string; uid: number }): IdRange {
  let text = '';
  try {
    text = readFileSync(path, 'utf8');
  } catch {}
  const range = subordinateRange(text, account, idsNeeded);
  if (!range) throw new Error(`${path} gives ${account.name} no range of ${idsNeeded} ids.`);
  return range;
}
