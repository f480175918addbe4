import { commandOf, ownProcesses, readStat } from '../kernels/process-table.ts';

const shells = new Set(['sh', 'bash', 'dash', 'zsh', 'fish', 'ksh', 'busybox', 'login']);

/**
 * Name of a program that a terminal runs besides shells, in front or behind; null when there is none.
 *
 * @param shell  pid of its first process, which leads the session
 */
export function foregroundOf(shell: number): string | null {
  const leader = readStat(shell);
  if (leader === null) return null;
  if (leader.foregroundGroup === leader.group && !hasChildren(shell)) return null;
  for (const pid of ownProcesses()) {
    const stat = readStat(pid);
    if (stat === null || stat.session !== shell || stat.state === 'Z') continue;
    if (!shells.has(stat.name)) return stat.name || commandOf(pid);
  }
  return null;
}

function hasChildren(pid: number): boolean {
  return ownProcesses().some((other) => other !== pid && readStat(other)?.session === pid);
}
