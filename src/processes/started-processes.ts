import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StartedProcess } from '../operations/index.ts';
import type { Folders } from './folders.ts';

/** What the supervisor has started, written down for the page of the system. */
export function startedProcesses({ run }: Folders): readonly StartedProcess[] {
  try {
    return JSON.parse(readFileSync(join(run, 'processes.json'), 'utf8'));
  } catch {
    return [];
  }
}

/** Answers whether it could be written: on a full disk the page shows older ones, and the platform goes on. */
export function saveStartedProcesses({ run }: Folders, started: readonly StartedProcess[]): boolean {
  const file = join(run, 'processes.json');
  try {
    writeFileSync(`${file}.new`, JSON.stringify(started), { mode: 0o644 });
    renameSync(`${file}.new`, file);
    return true;
  } catch {
    rmSync(`${file}.new`, { force: true });
    return false;
  }
}
