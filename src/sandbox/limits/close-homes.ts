import { readdirSync, readFileSync, readlinkSync, statfsSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { isMounted } from './home-image.ts';

/** What a fast disk takes between two looks, and what homes still have to write for themselves. */
const closeBelowBytes = 256 * 2 ** 20;
const openAboveBytes = 2 * closeBelowBytes;
/** With more than this free, what homes have not yet written out is not even asked for. */
const plentyBytes = 4 * 2 ** 30;

/**
 * Homes and groups' folders are sparse files: when the host's disk is full, what a tenant has written into new blocks would be lost on its
 * way there, without a word to who wrote it. So a moment before that every home takes no new blocks: writing fails
 * with "no space left", as on any full disk, and goes on when the host has room again.
 *
 * @param folders  where they are mounted
 * @returns the look to be taken several times a second
 */
export function closeHomesOnFullDisk(images: string, folders: readonly string[]): () => void {
  let closed: boolean | undefined;
  return () => {
    const { bavail, bsize } = statfsSync(images);
    const free = bavail * bsize;
    if (closed === false && free > plentyBytes) return;
    const paths = folders.flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)));
    const mounted = paths.flatMap((path) => mountedHome(path) ?? []);
    const unwritten = mounted.reduce((sum, home) => sum + unwrittenBytes(home), 0);
    const full = free - unwritten < (closed === true ? openAboveBytes : closeBelowBytes);
    if (full || closed !== false)
      for (const home of mounted) reserve(home, full ? home.blocks - 1 : usual(home.blocks));
    closed = full;
  };
}

interface MountedHome {
  /** Where the kernel tells of its file system and takes orders. */
  control: string;
  /** Of 4 KiB. */
  blocks: number;
}

function mountedHome(path: string): MountedHome | undefined {
  try {
    if (!isMounted(path)) return undefined;
    const { dev } = statSync(path);
    const device = readlinkSync(`/sys/dev/block/${(dev >> 8) & 0xfff}:${(dev & 0xff) | ((dev >> 12) & 0xfff00)}`);
    return { control: join('/sys/fs/ext4', basename(device)), blocks: statfsSync(path).blocks };
  } catch {
    // Unmounted in this moment.
    return undefined;
  }
}

/** What the kernel keeps back by itself: a fiftieth, at most 4096 blocks. */
const usual = (blocks: number): number => Math.min(4096, Math.floor(blocks / 50));

function unwrittenBytes({ control }: MountedHome): number {
  try {
    return Number(readFileSync(join(control, 'delayed_allocation_blocks'), 'utf8')) * 4096;
  } catch {
    return 0;
  }
}

function reserve({ control }: MountedHome, blocks: number): void {
  const path = join(control, 'reserved_clusters');
  try {
    if (Number(readFileSync(path, 'utf8')) !== blocks) writeFileSync(path, String(blocks));
  } catch {
    // A host that does not let us: what does not fit is told at the next fsync.
  }
}
