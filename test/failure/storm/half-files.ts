import { type Dirent, readdirSync } from 'node:fs';
import { join } from 'node:path';

const half = /\.(new|tmp|temp|partial)$|\.part$/;

/** Files below the folder that some process began and nobody finished, by their names. */
export function halfFiles(folder: string): string[] {
  const entries = (): Dirent[] => {
    try {
      return readdirSync(folder, { withFileTypes: true });
    } catch {
      return [];
    }
  };
  return entries().flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'releases' || entry.name === 'python' ? [] : halfFiles(path);
    return half.test(entry.name) ? [path] : [];
  });
}
