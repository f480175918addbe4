import { execFileSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Gives another user's folder of engines what is complete in that of the tests. An environment is named by its
 * interpreter and its packages: one that this user's platform would make otherwise is made as ever. Its files are the
 * same ones under a second name: a symbolic link would lead nowhere in a sandbox, which sees this user's folder alone.
 */
export function sharePython(from: string, to: string, uid: number): void {
  const source = join(from, 'python');
  const target = join(to, 'python');
  mkdirSync(target, { recursive: true, mode: 0o755 });
  for (const folder of [to, target]) chownSync(folder, uid, uid);
  for (const name of existsSync(source) ? readdirSync(source) : []) {
    if (!existsSync(join(source, name, 'complete')) || existsSync(join(target, name, 'complete'))) continue;
    const making = mkdtempSync(join(to, 'sharing-'));
    try {
      execFileSync('cp', ['-al', join(source, name), making], { stdio: 'ignore' });
      renameSync(join(making, name), join(target, name));
    } catch {
      // It is being made there, or somebody else was as quick.
    } finally {
      rmSync(making, { recursive: true, force: true });
    }
  }
}
