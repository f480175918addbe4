import { type Stats, statSync } from 'node:fs';
import { getSystemErrorMessage } from 'node:util';
import { Refused } from '../connection.ts';

/** What is at a path of this machine, links followed; undefined when there is nothing. */
export function found(path: string): Stats | undefined {
  return named(path, () => statSync(path, { throwIfNoEntry: false }));
}

/** Does something with a file of this machine; what the system refuses is said in one line that names the file. */
export function named<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw inWords(path, error);
  }
}

/** The same for work that takes its time. */
export async function namedLater<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw inWords(path, error);
  }
}

function inWords(path: string, error: unknown): unknown {
  if (!(error instanceof Error) || !('errno' in error) || typeof error.errno !== 'number') return error;
  return new Refused(`${path}: ${getSystemErrorMessage(error.errno)}.`, { cause: error });
}
