import { globSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');
const source = join(root, 'src/main.ts');
const bundle = join(root, 'dist/platform/main.js');

/** The platform's program as people run it; the source where something in it is newer than the bundle. */
export const platformEntry = builtSinceLastChange() ? bundle : source;

function builtSinceLastChange(): boolean {
  const built = statSync(bundle, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const files = globSync('src/**/*.{ts,sh}', { cwd: root }).filter((name) => !name.endsWith('.test.ts'));
  return files.every((name) => statSync(join(root, name)).mtimeMs <= built);
}
