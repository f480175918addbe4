import { expect, test } from 'vitest';
import { readOnlyMounts } from './read-only-mounts.ts';

const line = (path: string, options: string, mountOptions = 'rw') =>
  `210 27 7:4 / ${path} ${mountOptions},relatime shared:1 - ext4 /dev/loop4 ${options}`;

test('a file system that the kernel closed is found, one that is bound read-only is not', () => {
  const text = [
    line('/homes/a', 'rw,errors=remount-ro'),
    line('/homes/b', 'rw,errors=remount-ro,emergency_ro'),
    line('/homes/c', 'ro,errors=remount-ro'),
    line('/homes/d', 'rw', 'ro'),
    line('/my\\040data/homes/e', 'ro'),
    line('/homes/f', 'ro'),
    line('/homes/f', 'rw'),
    '',
  ].join('\n');
  expect([...readOnlyMounts(text)]).toEqual(['/homes/b', '/homes/c', '/my data/homes/e']);
});
