import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** The built release of this checkout. */
export const builtRelease = join(import.meta.dirname, '..', '..', 'dist', 'release');
/** Node's own, for the platform's processes; whoever runs them writes it, with the packages. */
export const compileCacheFolder = join(import.meta.dirname, '..', '..', 'node_modules', '.stoa', 'compiled');
export const webFolder = join(import.meta.dirname, '..', '..', 'dist', 'web');

export function releaseVersion(): string {
  return readFileSync(join(builtRelease, 'VERSION'), 'utf8').trim();
}

/**
 * Puts a copy of the release beside earlier ones, owned by whoever runs the platform, writable by nobody. A copy is
 * complete or absent: an upgrade never touches what runs.
 *
 * @returns the folder of the copy
 */
export function installRelease(releases: string): string {
  const target = join(releases, releaseVersion());
  if (existsSync(target)) return target;
  removeUnfinished(releases);
  const partial = `${target}.${process.pid}`;
  const copied = spawnSync('cp', ['-r', '--reflink=auto', '--preserve=mode', builtRelease, partial], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  if (copied.status !== 0) throw new Error(`the release could not be copied to ${releases}: ${copied.stderr}`);
  spawnSync('chmod', ['-R', 'u=rwX,go=rX', partial]);
  chmodSync(partial, 0o755);
  renameSync(partial, target);
  return target;
}

/**
 * Copies that a killed process has left half-done. What copies for it may still be at work and put files into a folder
 * that is being emptied: then it is emptied again, or by the next start.
 */
function removeUnfinished(releases: string): void {
  for (const name of readdirSync(releases)) {
    const pid = /-[0-9a-f]+\.(\d+)$/.exec(name)?.[1];
    if (pid !== undefined && (Number(pid) === process.pid || !existsSync(`/proc/${pid}`))) remove(join(releases, name));
  }
}

function remove(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 8, retryDelay: 50 });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOTEMPTY')) throw error;
  }
}
