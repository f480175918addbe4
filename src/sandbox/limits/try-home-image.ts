import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { hasRootRights } from '../root-rights.ts';
import { mustRun } from '../run-tool.ts';
import { makeImage, mountScript } from './home-image.ts';

// Whatever ends the agent meanwhile, the mount goes with the namespace that it is in.
const trial = `(${mountScript}) && echo x > "$2/probe" && umount "$2"`;

/** Makes a small image, mounts it, writes into it; says why it did not work, undefined when it did. */
export async function tryHomeImage(images: string, toolPath: string): Promise<string | undefined> {
  if (!hasRootRights()) return 'Only root may mount a disk image.';
  const folder = join(images, `probe-${process.pid}`);
  const path = join(folder, 'home');
  const image = join(folder, 'image');
  try {
    mkdirSync(path, { recursive: true });
    await makeImage({ image, path, uid: 0, gid: 0, diskBytes: 2 ** 20, files: 200 }, toolPath);
    const own = ['unshare', '--mount', '--propagation', 'private'];
    await mustRun([...own, 'sh', '-c', trial, 'sh', image, path], { path: toolPath });
    return undefined;
  } catch (cause) {
    return cause instanceof Error ? cause.message : String(cause);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
