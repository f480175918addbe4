import type { Stats } from 'node:fs';
import type { Owners } from '../owners.ts';

/** The block size that clients are told, as HDFS has it by default; a local file has none. */
export const blockBytes = 134_217_728;

/** Of folders that nobody made. */
const platform = 'stoa';

export type FileStatus = Readonly<Record<string, string | number>>;

/** @param suffix the name in a listing; '' where the path itself was asked for */
export function fileStatus(owners: Owners, stats: Stats, suffix: string): FileStatus {
  const folder = stats.isDirectory();
  return {
    accessTime: folder ? 0 : Math.floor(stats.atimeMs),
    blockSize: folder ? 0 : blockBytes,
    fileId: stats.ino,
    group: groupName(owners, stats),
    length: stats.isFile() ? stats.size : 0,
    modificationTime: Math.floor(stats.mtimeMs),
    owner: ownerName(owners, stats),
    pathSuffix: suffix,
    permission: permissionOf(stats),
    replication: folder ? 0 : 1,
    storagePolicy: 0,
    type: folder ? 'DIRECTORY' : 'FILE',
  };
}

/** The root and the folders of homes and of groups. */
export function virtualStatus(suffix: string): FileStatus {
  return {
    accessTime: 0,
    blockSize: 0,
    fileId: 0,
    group: platform,
    length: 0,
    modificationTime: 0,
    owner: platform,
    pathSuffix: suffix,
    permission: '755',
    replication: 0,
    storagePolicy: 0,
    type: 'DIRECTORY',
  };
}

export function ownerName(owners: Owners, { uid }: Stats): string {
  return owners.user(uid).name;
}

/** A tenant's own group has the tenant's name. */
export function groupName(owners: Owners, { gid }: Stats): string {
  return owners.group(gid) ?? (gid === process.getgid?.() ? owners.user(process.getuid?.() ?? -1).name : `gid ${gid}`);
}

/** Octal, with the sticky bit where there is one. */
export function permissionOf({ mode }: Stats): string {
  return (mode & 0o1777).toString(8).padStart(3, '0');
}
