import { readlinkSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** What the kernel does when it finds that what it reads from the disk below `home` cannot be: it closes the home. */
export function failDisk(home: string): void {
  const { dev } = statSync(home);
  const device = readlinkSync(`/sys/dev/block/${dev >> 8}:${dev & 0xff}`);
  writeFileSync(join('/sys/fs/ext4', basename(device), 'trigger_fs_error'), 'a test');
}
