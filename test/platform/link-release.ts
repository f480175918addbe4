import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { builtRelease, releaseVersion } from '../../src/processes/release.ts';

/** Puts the release into a data folder by links, in a moment; where that cannot be, the platform copies it. */
export function linkRelease(data: string): void {
  const folder = join(data, 'releases');
  const target = join(folder, releaseVersion());
  if (existsSync(target)) return;
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  const made = `${target}.${process.pid}`;
  const linked = spawnSync('cp', ['-rl', builtRelease, made], { stdio: 'ignore' });
  if (linked.status === 0) spawnSync('mv', ['-T', made, target]);
  else spawnSync('rm', ['-rf', made]);
}
