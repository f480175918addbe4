import { closeSync, openSync } from 'node:fs';

/** Why homes in HDFS cannot be opened on this machine; undefined: they can. */
export function whyNotMountable(): string | undefined {
  if (process.getuid?.() !== 0) return 'homes in HDFS are mounted as root';
  try {
    closeSync(openSync('/dev/fuse', 'r+'));
    return undefined;
  } catch {
    return 'this machine has no /dev/fuse';
  }
}
