import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** What /proc says of a process, enough to know it again after a restart of the server. */
export interface ProcessIdentity {
  pid: number;
  /** Field 22 of /proc/<pid>/stat, in ticks since boot: with the pid it names one process for ever. */
  startTicks: string;
}

interface Stat {
  name: string;
  state: string;
  parent: number;
  group: number;
  session: number;
  foregroundGroup: number;
  startTicks: string;
}

/** Null when there is no such process (or /proc is not readable). */
export function readStat(pid: number): Stat | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const nameEnd = text.lastIndexOf(')');
    const fields = text.slice(nameEnd + 2).split(' ');
    return {
      name: text.slice(text.indexOf('(') + 1, nameEnd),
      state: fields[0] ?? '',
      parent: Number(fields[1]),
      group: Number(fields[2]),
      session: Number(fields[3]),
      foregroundGroup: Number(fields[5]),
      startTicks: fields[19] ?? '',
    };
  } catch {
    return null;
  }
}

export function identify(pid: number): ProcessIdentity | null {
  const stat = readStat(pid);
  return stat === null ? null : { pid, startTicks: stat.startTicks };
}

/** A zombie counts as gone. */
export function isAlive(process: ProcessIdentity): boolean {
  const stat = readStat(process.pid);
  return stat !== null && stat.startTicks === process.startTicks && stat.state !== 'Z' && stat.state !== 'X';
}

/**
 * Bytes of memory that only the process's own end gives back, pages of files left out as a limit on memory does;
 * where that is not readable, proportional, else resident memory. Null when the process is gone.
 */
export function memoryOf(pid: number): number | null {
  try {
    const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1');
    const share = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(rollup)?.[1] ?? Number.NaN);
    const own = share('Pss_Anon') + share('Pss_Shmem');
    const kibibytes = Number.isNaN(own) ? share('Pss') : own;
    if (!Number.isNaN(kibibytes)) return kibibytes * 1024;
  } catch {
    // Another user's process, or a kernel without it: resident memory will do.
  }
  try {
    const resident = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'));
    return resident === null ? null : Number(resident[1]) * 1024;
  } catch {
    return null;
  }
}

/** Every process that this user may see and that belongs to it. */
export function ownProcesses(): number[] {
  const uid = process.getuid?.();
  const found: number[] = [];
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const owner = /^Uid:\s+(\d+)/m.exec(readFileSync(`/proc/${entry}/status`, 'latin1'));
      if (owner !== null && Number(owner[1]) === uid) found.push(Number(entry));
    } catch {
      // It ended meanwhile.
    }
  }
  return found;
}

/** The command of a process without its folder, for people. */
export function commandOf(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/exe`).split('/').pop() ?? '';
  } catch {
    return readStat(pid)?.name ?? '';
  }
}
