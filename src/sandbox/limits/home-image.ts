import {
  closeSync,
  existsSync,
  ftruncateSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { metadataRanges } from '../rules/metadata-ranges.ts';
import { readOnlyMounts } from '../rules/read-only-mounts.ts';
import { mustRun, runTool } from '../run-tool.ts';

export interface HomeImage {
  /** The sparse file. */
  image: string;
  /** Where it is mounted; its parent is the platform's, so nobody can swap the name. */
  path: string;
  uid: number;
  gid: number;
  diskBytes: number;
  files: number;
}

const blockBytes = 4096;
const bytesOfInode = 256;
/** The file system’s own, and what rounding takes. */
const ownInodes = 64;
const journalBytes = 16 * 2 ** 20;
/** How long a sandbox's own mount of the home is waited for: one that cannot grow is of use as it is, a closed one is not. */
const growPatienceMs = 1_000;
const mendPatienceMs = 10_000;

/** The tenant gets `diskBytes` for its files: what the file system needs for itself comes on top. */
export const imageBytes = ({ diskBytes, files }: Pick<HomeImage, 'diskBytes' | 'files'>): number =>
  Math.ceil((diskBytes * 1.01 + files * bytesOfInode + 2 * journalBytes) / 2 ** 20) * 2 ** 20;

/** A mount point is on another device than the folder that it is in. */
export const isMounted = (path: string): boolean => statSync(path).dev !== statSync(dirname(path)).dev;

/**
 * Mounts the file system of a tenant or a group, made when it is new and grown when its limit is. It has a journal, although
 * without one it would be a little faster: after a power cut an image without is to be checked before it can be
 * mounted, minutes for a large one, and may lose files that nobody was writing.
 *
 * @param alone  nothing runs that has it: only then is it grown, or put right where the kernel has closed it, as the
 *               one that is in use would be changed below those who use it
 */
export async function mountHome(home: HomeImage, toolPath: string, alone = true): Promise<void> {
  const wanted = imageBytes(home);
  if (!existsSync(home.image)) await makeImage(home, toolPath);
  if (alone && statSync(home.image).size < wanted) await grow(home, wanted, toolPath);
  if (alone && isClosed(home.path) && (await takeOff(home, toolPath, mendPatienceMs)))
    await check(home.image, toolPath);
  // Past the page cache: what a tenant reads and writes is cached once, in its own file system, and counted as its.
  if (!isMounted(home.path)) await script(mountScript, [home.image, home.path], toolPath);
}

/** Names of the homes that the kernel has closed to keep what is there: the disk below them failed or was full. */
export function closedHomes(homes: string): Set<string> {
  const folder = realpathSync(homes);
  const paths = [...readOnlyMounts(readFileSync('/proc/self/mountinfo', 'utf8'))];
  return new Set(paths.filter((path) => dirname(path) === folder).map((path) => basename(path)));
}

/** The kernel has closed it to writing. */
export const isClosed = (path: string): boolean => closedHomes(dirname(path)).has(basename(path));

/** False where somebody has it still: a sandbox has a mount of its own, which goes a moment after its last process. */
async function takeOff(home: HomeImage, toolPath: string, patienceMs: number): Promise<boolean> {
  if (isMounted(home.path) && (await runTool(['umount', home.path], { path: toolPath })).code !== 0) return false;
  for (const end = performance.now() + patienceMs; ; await sleep(20)) {
    const users = await mustRun(['losetup', '--associated', home.image], { path: toolPath });
    if (users.trim() === '') return true;
    if (performance.now() > end) return false;
  }
}

/** Takes up what the journal holds, and puts right what it finds. */
async function check(image: string, toolPath: string): Promise<void> {
  const checked = await runTool(['e2fsck', '-f', '-p', image], { path: toolPath });
  // 1: it found something and put it right.
  if (checked.code > 1) throw new Error(`The disk image ${image} is damaged: ${checked.stdout}`);
  await withoutLostAndFound(image, toolPath);
}

/** A mounted file system grows only for a root with CAP_SYS_RESOURCE, so it is taken off, or grows later. */
async function grow(home: HomeImage, wanted: number, toolPath: string): Promise<void> {
  if (!(await takeOff(home, toolPath, growPatienceMs))) return;
  await check(home.image, toolPath);
  resize(home.image, wanted);
  await mustRun(['resize2fs', home.image], { path: toolPath });
  await reserveMetadata(home.image, toolPath);
}

export async function unmountHome(path: string, toolPath: string): Promise<void> {
  if (existsSync(path) && isMounted(path)) await mustRun(['umount', path], { path: toolPath });
}

// Where a sandbox has it mounted still, by the same device: two would write over each other.
// Detaching a device in use makes the kernel free it at the unmount, whoever does that.
export const mountScript = `
options=nosuid,nodev,discard,errors=remount-ro
device=$(losetup --associated "$1" --noheadings --output NAME | head -n 1)
if [ -n "$device" ]; then
  mount -t ext4 -o $options "$device" "$2" || mount -t ext4 -o ro,$options "$device" "$2"
else
  device=$(losetup --find --show --direct-io=on "$1" 2>/dev/null || losetup --find --show "$1") || exit
  mount -t ext4 -o $options "$device" "$2"
fi
code=$?
losetup --detach "$device"
exit $code`;

const script = (text: string, args: string[], toolPath: string) =>
  mustRun(['sh', '-c', text, 'sh', ...args], { path: toolPath });

/** Makes the image under its name, whole or not at all. */
export async function makeImage(home: HomeImage, toolPath: string): Promise<void> {
  // Under another name until it is whole: an image that is there can be mounted. Images of groups all belong to root.
  const fresh = join(dirname(home.image), `.${basename(home.image)}.new`);
  rmSync(fresh, { force: true });
  closeSync(openSync(fresh, 'wx', 0o600));
  resize(fresh, imageBytes(home));
  const options = `root_owner=${home.uid}:${home.gid},lazy_itable_init=1,lazy_journal_init=1,nodiscard`;
  const make = [
    'mkfs.ext4',
    '-q',
    '-F',
    '-m',
    '0',
    '-b',
    String(blockBytes),
    '-N',
    String(home.files + ownInodes),
    '-J',
    'size=16',
    '-E',
    options,
    fresh,
  ];
  await mustRun(make, { path: toolPath });
  await withoutLostAndFound(fresh, toolPath);
  await reserveMetadata(fresh, toolPath);
  renameSync(fresh, home.image);
}

/** A repair makes the folder, and may put something into it, which then stays; empty it is only in the way. */
const withoutLostAndFound = (image: string, toolPath: string) =>
  mustRun(['debugfs', '-w', '-R', 'rmdir lost+found', image], { path: toolPath });

/**
 * Gives the file system's own parts their place on the host's disk at once. Where the host is full later, a tenant's new
 * data finds no room, and says so; a journal or a table of inodes without room would take the whole home down.
 */
async function reserveMetadata(image: string, toolPath: string): Promise<void> {
  const groups = await mustRun(['dumpe2fs', image], { path: toolPath });
  const journal = await mustRun(['debugfs', '-R', 'stat <8>', image], { path: toolPath });
  const ranges = metadataRanges(groups, journal).map(
    ({ first, count }) => `fallocate --keep-size --offset ${first * blockBytes} --length ${count * blockBytes} "$1"`,
  );
  await script(`set -e\n${ranges.join('\n')}`, [image], toolPath);
}

function resize(path: string, bytes: number): void {
  const file = openSync(path, 'r+');
  ftruncateSync(file, bytes);
  closeSync(file);
}
