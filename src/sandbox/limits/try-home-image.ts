import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hasRootRights } from '../root-rights.ts';
import { isMounted, mountHome, unmountHome } from './home-image.ts';

/** Makes a small image, mounts it, fills it; says why it did not work, undefined when it did. */
export async function tryHomeImage(images: string, toolPath: string): Promise<string | undefined> {
  if (!hasRootRights()) return 'Only root may mount a disk image.';
  const folder = join(images, `probe-${process.pid}`);
  const path = join(folder, 'home');
  const image = join(folder, 'image');
  try {
    mkdirSync(path, { recursive: true });
    await mountHome({ image, path, uid: 0, gid: 0, diskBytes: 2 ** 20, files: 200 }, toolPath);
    if (!isMounted(path)) return 'The image was not mounted.';
    writeFileSync(join(path, 'probe'), 'x');
    return undefined;
  } catch (cause) {
    return cause instanceof Error ? cause.message : String(cause);
  } finally {
    await unmountHome(path, toolPath).catch(() => {});
    if (!mounted(path)) rmSync(folder, { recursive: true, force: true });
  }
}

const mounted = (path: string): boolean => {
  try {
    return isMounted(path);
  } catch {
    return false;
  }
};
