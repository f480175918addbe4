import { readFileSync, renameSync, writeFileSync } from 'node:fs';
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

export function saveStartedProcesses({ run }: Folders, started: readonly StartedProcess[]): void {
  const file = join(run, 'processes.json');
  writeFileSync(`${file}.new`, JSON.stringify(started), { mode: 0o644 });
  renameSync(`${file}.new`, file);
}
