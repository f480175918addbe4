import { chownSync, existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Gives another user's folder of engines what is complete in that of the tests. An environment is named by its
 * interpreter and its packages: one that this user's platform would make otherwise is made as ever.
 */
export function sharePython(from: string, to: string, uid: number): void {
  const source = join(from, 'python');
  const target = join(to, 'python');
  mkdirSync(target, { recursive: true, mode: 0o755 });
  for (const folder of [to, target]) chownSync(folder, uid, uid);
  for (const name of existsSync(source) ? readdirSync(source) : []) {
    if (!existsSync(join(source, name, 'complete')) || existsSync(join(target, name, 'complete'))) continue;
    try {
      symlinkSync(join(source, name), join(target, name));
    } catch {
      // It is being made there, or somebody else was as quick.
    }
  }
}
