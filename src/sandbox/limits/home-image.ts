import {
  chmodSync,
  closeSync,
  existsSync,
  ftruncateSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { metadataRanges } from '../rules/metadata-ranges.ts';
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

/** The tenant gets `diskBytes` for its files: what the file system needs for itself comes on top. */
export const imageBytes = ({ diskBytes, files }: Pick<HomeImage, 'diskBytes' | 'files'>): number =>
  Math.ceil((diskBytes * 1.01 + files * bytesOfInode + 2 * journalBytes) / 2 ** 20) * 2 ** 20;

/** A mount point is on another device than the folder that it is in. */
export const isMounted = (path: string): boolean => statSync(path).dev !== statSync(dirname(path)).dev;

/**
 * Mounts the tenant's own file system, made when it is new and grown when its limit is. It has a journal, although
 * without one it would be a little faster: after a power cut an image without is to be checked before it can be
 * mounted, minutes for a large one, and may lose files that nobody was writing.
 */
export async function mountHome(home: HomeImage, toolPath: string): Promise<void> {
  const wanted = imageBytes(home);
  if (!existsSync(home.image)) await makeImage(home, wanted, toolPath);
  if (statSync(home.image).size < wanted) await grow(home, wanted, toolPath);
  // Past the page cache: what a tenant reads and writes is cached once, in its own file system, and counted as its.
  if (isMounted(home.path) && isReadOnly(home.path)) await mend(home, toolPath);
  if (!isMounted(home.path)) await script(mountScript, [home.image, home.path], toolPath);
  chmodSync(home.path, 0o700);
}

/** The disk below it failed or was full, and the kernel closed it to keep what is there: taken off and put right. */
async function mend(home: HomeImage, toolPath: string): Promise<void> {
  await unmountHome(home.path, toolPath);
  await check(home.image, toolPath);
}

/** Takes up what the journal holds, and puts right what it finds. */
async function check(image: string, toolPath: string): Promise<void> {
  const checked = await runTool(['e2fsck', '-f', '-p', image], { path: toolPath });
  // 1: it found something and put it right.
  if (checked.code > 1) throw new Error(`The disk image ${image} is damaged: ${checked.stdout}`);
}

/** As the kernel tells of the file system, whatever the mount was asked to be. */
function isReadOnly(path: string): boolean {
  const mounts = readFileSync('/proc/self/mountinfo', 'utf8').split('\n');
  const options = mounts
    .findLast((line) => line.split(' ')[4] === path)
    ?.split(' - ')[1]
    ?.split(' ')[2];
  return options?.split(',').some((option) => option === 'ro' || option === 'emergency_ro') ?? false;
}

/** Not while something runs in it: a mounted file system grows only for a root with CAP_SYS_RESOURCE, so it grows later. */
async function grow(home: HomeImage, wanted: number, toolPath: string): Promise<void> {
  if (isMounted(home.path) && (await runTool(['umount', home.path], { path: toolPath })).code !== 0) return;
  await check(home.image, toolPath);
  resize(home.image, wanted);
  await mustRun(['resize2fs', home.image], { path: toolPath });
  await withoutLostAndFound(home.image, toolPath);
  await reserveMetadata(home.image, toolPath);
}

export async function unmountHome(path: string, toolPath: string): Promise<void> {
  if (existsSync(path) && isMounted(path)) await mustRun(['umount', path], { path: toolPath });
}

// Detaching a device in use makes the kernel free it at the unmount, whoever does that.
const mountScript = `
device=$(losetup --find --show --direct-io=on "$1" 2>/dev/null || losetup --find --show "$1") || exit
mount -t ext4 -o nosuid,nodev,discard,errors=remount-ro "$device" "$2"
code=$?
losetup --detach "$device"
exit $code`;

const script = (text: string, args: string[], toolPath: string) =>
  mustRun(['sh', '-c', text, 'sh', ...args], { path: toolPath });

async function makeImage(home: HomeImage, bytes: number, toolPath: string): Promise<void> {
  // Under another name until it is whole: an image that is there can be mounted.
  const fresh = join(dirname(home.image), `.${home.uid}.new`);
  rmSync(fresh, { force: true });
  closeSync(openSync(fresh, 'wx', 0o600));
  resize(fresh, bytes);
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

/** A repair makes the folder again when it needs one; in a home it is only in the way. */
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
