import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Whether the first cell will probably be SQL: unless the last session of the workspace ran other kernels only. The
 * workspace server notes them, an empty file for each name, in `$HOME/.stoa/used/`.
 */
export function isSqlExpected(home: string): boolean {
  const used = namesIn(join(home, '.stoa', 'used'));
  return used.length === 0 || used.includes('sql');
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
