import { expect, test } from 'vitest';
import { metadataRanges } from './metadata-ranges.ts';

const groups = `
Group 0: (Blocks 0-32767) csum 0x96d9 [ITABLE_ZEROED]
  Primary superblock at 0, Group descriptors at 1-1
  Reserved GDT blocks at 2-128
  Block bitmap at 129 (+129), csum 0x2461dabf
  Inode bitmap at 137 (+137), csum 0xfded4f88
  Inode table at 145-223 (+145)
  31969 free blocks, 0 free inodes, 2 directories
  Free blocks: 799-32767
Group 1: (Blocks 32768-65535) csum 0xd73d [ITABLE_ZEROED]
  Backup superblock at 32768, Group descriptors at 32769-32769
  Block bitmap at 130 (bg #0 + 130), csum 0xbf30001f
  Inode table at 224-302 (bg #0 + 224)
`;

test('what a file system writes for itself is found, and joined where it touches', () => {
  const journal = 'Inode: 8   Type: regular\nEXTENTS:\n(0-4094):33280-37374, (4095):37400\n';
  expect(metadataRanges(groups, journal)).toEqual([
    { first: 0, count: 131 },
    { first: 137, count: 1 },
    { first: 145, count: 158 },
    { first: 32768, count: 2 },
    { first: 33280, count: 4095 },
    { first: 37400, count: 1 },
  ]);
});
