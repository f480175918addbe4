import { readFileSync } from 'node:fs';

/** One of the platform's processes, as the supervisor has started it. */
export interface StartedProcess {
  readonly name: string;
  readonly pid: number;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
}

const pageBytes = 4096;

/** The processes with their resident memory; one that is gone meanwhile is left out. */
export function processFigures(started: readonly StartedProcess[]) {
  return started.flatMap((each) => {
    try {
      const pages = Number(readFileSync(`/proc/${each.pid}/statm`, 'utf8').split(' ')[1]);
      return [{ ...each, memoryBytes: pages * pageBytes }];
    } catch {
      return [];
    }
  });
}
