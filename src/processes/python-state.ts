import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The shared Python environment, as the engines process last told. */
export interface PythonState {
  readonly state: 'ready' | 'preparing' | 'missing';
  /** For people: the version, what is being done, or what is missing and how to get it. */
  readonly detail: string;
  /** Root of the environment, known while it is still being made; the file `complete` in it says that it is whole. */
  readonly root: string;
  /** Folders outside /usr that it needs. */
  readonly mounts: readonly string[];
  /** It is not wanted: the setting python is "off". */
  readonly off?: boolean;
}

const unknown: PythonState = { state: 'preparing', detail: 'Not looked at yet', root: '', mounts: [] };

export function pythonState(data: string): PythonState {
  try {
    return JSON.parse(readFileSync(join(data, 'python.json'), 'utf8'));
  } catch {
    return unknown;
  }
}

/** Whether it was ever looked at, by this start or an earlier one. */
export function knowsPython(data: string): boolean {
  return existsSync(join(data, 'python.json'));
}

export function savePythonState(data: string, state: PythonState): void {
  const file = join(data, 'python.json');
  writeFileSync(`${file}.new`, `${JSON.stringify(state)}\n`, { mode: 0o644 });
  renameSync(`${file}.new`, file);
}
