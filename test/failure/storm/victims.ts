import { platformProcess, processesOf, processesWith } from '../../platform/processes.ts';

/** Who is killed together, in turn; `up` is the supervisor. */
export const victims = {
  gateway: ['gateway'],
  control: ['control'],
  'workspace server': ['inside/workspace.js'],
  agent: ['agent'],
  'SQL reader': ['inside/sql-reader.js'],
  'files server': ['inside/files.js'],
  'everything but the sandboxes': ['up', 'control', 'gateway', 'agent'],
  'gateway and workspace server': ['gateway', 'inside/workspace.js'],
  supervisor: ['up'],
  'everything with the workspace server': ['up', 'control', 'gateway', 'agent', 'inside/workspace.js'],
  'control and agent': ['control', 'agent'],
} as const;

export type Victim = keyof typeof victims;
export const victimNames = Object.keys(victims) as Victim[];

/** Kills at once what runs of it; answers how many there were. */
export function kill(victim: Victim, data: string, uid: number): number {
  const pids = victims[victim].flatMap((name) =>
    name.startsWith('inside/')
      ? processesWith(name).filter((pid) => processesOf(uid).includes(pid))
      : (platformProcess(data, name) ?? []),
  );
  for (const pid of pids)
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It ended by itself in this moment.
    }
  return pids.length;
}
